using System.Collections.Immutable;

namespace Sync.Configuration.Tests;

/// <summary>What the words of the file become.</summary>
public sealed class ModelTests
{
    [Fact]
    public void What_is_left_out_is_as_the_model_says()
    {
        var configuration = Load("smallest");
        var pairing = configuration.Pairing("customer");

        configuration.Sides.Crm.Auth.ShouldBe(new Authentication.None());
        configuration.Sides.Crm.Protocol.ShouldBe(new Protocol());
        configuration.Activity.ShouldBe(new ActivityRetention { Keep = TimeSpan.FromDays(30), Most = 1_000_000 });
        (pairing.Create, pairing.AgainstEdit, pairing.DeletionBudget).ShouldBe((CreateMode.None, AgainstEdit.EditWins, 200));
        pairing.Properties.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            p => (p.Direction, p.Policy, p.Initial, p.Compare, p.Required).ShouldBe((Direction.Both, null, null, Comparison.Exact, false)),
            p => p.Conversions.Crm.ShouldBeEmpty(),
            p => p.Conversions.Shop.ShouldBeEmpty());
    }

    [Fact]
    public void What_is_kept_of_what_happened_is_as_stated() =>
        Load("activity").Activity.ShouldBe(new ActivityRetention { Keep = TimeSpan.FromHours(48), Most = 5_000 });

    [Fact]
    public void A_record_that_many_share_does_not_go_with_one_of_them()
    {
        var pairing = Load("many").Pairing("customer");

        pairing.Many.ShouldBe(Side.Crm);
        pairing.Delete.ShouldBe(new PerSide<DeleteMode>(DeleteMode.Propagate, DeleteMode.Unlink));
        Load("smallest").Pairing("customer").Many.ShouldBeNull();
    }

    [Fact]
    public void A_side_says_how_it_is_spoken_to()
    {
        var crm = Load("side-in-full").Sides.Crm;

        crm.Address.ShouldBe(new Uri("https://crm.example/api/"));
        crm.Limits.ShouldBe(new SideLimits { Concurrency = 4, PerSecond = 50, Timeout = TimeSpan.FromSeconds(2.5) });
        crm.Record.ShouldBe(
            new RecordFields { Id = "documentId", Version = null, ModifiedAt = "meta.updatedAt", Position = null, Deleted = null });
        crm.Protocol.Update.ShouldBe(new Operation("PUT", "{path}/{id}"));
        crm.Protocol.Find.Url.ShouldBe("{path}?filters[{field}][$eq]={value}");
        (crm.Protocol.Wrapper, crm.Protocol.Wait, crm.Protocol.PageSize).ShouldBe(("data", TimeSpan.Zero, 100));
        crm.Capabilities.ShouldBe(new ConnectorCapabilities
        {
            ComparablePositions = false, Tombstones = false, ConditionalWrites = false, VersionsNeverRecur = false,
            IdempotencyKeys = false, UniqueKeys = false, Find = true, FindLag = TimeSpan.FromMinutes(1),
        });
        (crm.Webhooks?.Register, crm.Webhooks?.RegisterPath).ShouldBe((true, "hooks/sync"));
    }

    [Fact]
    public void A_kind_overrides_its_side_key_by_key()
    {
        var crm = Load("side-in-full").Sides.Crm;
        var customer = crm.Kinds["customer"];

        customer.Record.ShouldBe(crm.Record with { Id = "uuid", Position = "seq" });
        customer.Protocol.ShouldBe(crm.Protocol with { Wait = TimeSpan.FromMinutes(5) });
        customer.Capabilities.ShouldBe(crm.Capabilities with { IdempotencyKeys = true });
        crm.Kinds["sales-order"].ShouldBe(new KindConfiguration { Path = "orders/v2" });
    }

    [Fact]
    public void A_kind_is_taken_in_the_parts_of_its_side_or_in_its_own_or_as_a_whole()
    {
        var configuration = Load("partitions");

        configuration.ProtocolOf(Side.Crm, "customer").Partitions.ShouldBe(["eu", "us"]);
        configuration.ProtocolOf(Side.Crm, "order").Partitions.ShouldBe(["0", "1", "North America"]);
        configuration.ProtocolOf(Side.Crm, "product").Partitions.ShouldBe(["eu", "us"]);
        configuration.ProtocolOf(Side.Crm, "quote").Partitions.ShouldBeEmpty();
        configuration.ProtocolOf(Side.Shop, "customer").Partitions.ShouldBeEmpty();
    }

    [Fact]
    public void An_empty_password_is_a_password()
    {
        var basic = Load("auth-basic").Sides.Crm.Auth.ShouldBeOfType<Authentication.Basic>();

        (basic.User, basic.Password.Reveal()).ShouldBe(("sync", ""));
    }

    [Fact]
    public void A_header_carries_a_secret()
    {
        var header = Load("auth-header").Sides.Crm.Auth.ShouldBeOfType<Authentication.Header>();

        (header.Name, header.Text.Reveal()).ShouldBe(("X-Api-Key", TestEnvironment.Secret));
    }

    [Fact]
    public void A_pairing_says_what_is_linked_and_what_follows()
    {
        var pairing = Load("pairing-in-full").Pairing("customer");

        pairing.Create.ShouldBe(CreateMode.Crm);
        pairing.Match.ShouldBe(["email", "number"]);
        pairing.Needs.ShouldBe(["company"]);
        pairing.Delete.ShouldBe(new PerSide<DeleteMode>(DeleteMode.Unlink, DeleteMode.Ignore));
        pairing.AgainstEdit.ShouldBe(AgainstEdit.Manual);
        (pairing.Policy, pairing.Preferred).ShouldBe((ConflictPolicy.Manual, Side.Shop));
        (pairing.DeletionBudget, pairing.DeletionWindow).ShouldBe((0, TimeSpan.FromMinutes(30)));
        (pairing.SweepEvery, Load("pairing-in-full").Pairing("company").SweepEvery).ShouldBe((TimeSpan.FromHours(12), null));
    }

    [Fact]
    public void Where_is_text_and_constants_are_json()
    {
        var pairing = Load("pairing-in-full").Pairing("customer");

        pairing.Where.Crm.ShouldBe(Map(("\"my.flag\"", "true"), ("level", "5"), ("type", "person")));
        pairing.Where.Shop.ShouldBe(Map(("type", "order")));
        pairing.Constants.Crm.ShouldBe(Map(("\"my.flag\"", "true"), ("level", "5"), ("type", "\"person\""), ("zip", "\"01\"")));
        pairing.Constants.Shop.ShouldBeEmpty();
    }

    [Fact]
    public void What_is_archived_gets_json_on_the_side_that_stays()
    {
        var pairing = Load("pairing-in-full").Pairing("company");

        pairing.Delete.ShouldBe(new PerSide<DeleteMode>(DeleteMode.Archive, DeleteMode.Archive));
        pairing.Archive.Crm.ShouldBe(Map(("\"my.flag\"", "false"), ("state", "\"archived\"")));
        pairing.Archive.Shop.ShouldBe(Map(("level", "0")));
    }

    [Fact]
    public void A_counter_is_summed() => Property("types", "amount").Policy.ShouldBe(ConflictPolicy.Sum);

    [Fact]
    public void A_property_says_how_it_is_read_compared_and_decided()
    {
        Property("types", "text").ShouldSatisfyAllConditions(
            p => p.Paths.Shop.ShouldBe(["deep.text"]),
            p => (p.Compare, p.Required, p.Policy, p.Initial).ShouldBe((Comparison.Trim, true, ConflictPolicy.Manual, Side.Shop)),
            p => p.Conversions.Crm.ShouldBe([new Conversion.Trim()]),
            p => p.Conversions.Shop.ShouldBe([new Conversion.Trim()]));
        (Property("types", "count").Direction, Property("types", "tags").Direction).ShouldBe((Direction.ToShop, Direction.ToCrm));
        (Property("types", "amount").Precision, Property("types", "amount").Scale).ShouldBe((10, 3));
        Property("types", "at").Resolution.ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void A_table_turns_the_shops_words_into_the_crms()
    {
        var state = Property("types", "state");

        state.Conversions.Crm.ShouldBe([new Conversion.Trim()]);
        state.Conversions.Shop.Length.ShouldBe(2);
        state.Conversions.Shop[0].ShouldBe(new Conversion.Trim());
        state.Conversions.Shop[1].ShouldBeOfType<Conversion.Table>().ToCanonical
            .ShouldBe(Map(("1", "open"), ("\"2\"", "shut"), ("lost", "gone")));
    }

    [Theory]
    [InlineData("minor-units", "a", Side.Shop, 2, 2)]
    [InlineData("minor-units", "b", Side.Shop, 3, 3)]
    [InlineData("minor-units", "c", Side.Crm, 2, 2)]
    [InlineData("minor-units", "d", Side.Crm, 2, null)]
    [InlineData("types", "price", Side.Shop, null, null)]
    [InlineData("types", "freight", Side.Shop, null, null)]
    public void One_side_counts_minor_units(string fixture, string name, Side side, int? digits, int? scale)
    {
        var property = Property(fixture, name);

        property.Conversions[side].ShouldBe([new Conversion.MinorUnits(digits)]);
        property.Conversions[side.Other()].ShouldBeEmpty();
        property.Scale.ShouldBe(scale);
    }

    [Fact]
    public void The_side_with_two_paths_splits_the_name()
    {
        var name = Property("split-name", "name");

        name.Paths.Crm.ShouldBe(["first", "last"]);
        name.Conversions.Crm.ShouldBe([new Conversion.Trim(), new Conversion.SplitName(SingleIsLast: false)]);
        name.Conversions.Shop.ShouldBe([new Conversion.Trim()]);
    }

    [Fact]
    public void Each_side_has_its_own_format()
    {
        Property("types", "at").Conversions.ShouldSatisfyAllConditions(
            c => c.Crm.ShouldBe([new Conversion.Format("yyyy-MM-dd HH:mm")]),
            c => c.Shop.ShouldBe([new Conversion.Format("dd/MM/yyyy HH:mm:ss")]));
        Property("types", "day").Conversions.Crm.ShouldBeEmpty();
    }

    [Fact]
    public void Pairings_and_properties_keep_the_order_of_the_file()
    {
        Load("pairing-in-full").Pairings.Select(p => p.Name).ShouldBe(["customer", "company"]);
        Load("minor-units").Pairing("customer").Properties.Select(p => p.Name).ShouldBe(["email", "a", "b", "c", "d"]);
    }

    private static SyncConfiguration Load(string name) => new Fixture($"Good/{name}.yaml").Load().Configuration();

    private static Property Property(string fixture, string name) =>
        Load(fixture).Pairing("customer").Properties.Single(p => p.Name == name);

    private static ImmutableSortedDictionary<string, string> Map(params (string Key, string Value)[] entries) =>
        entries.ToImmutableSortedDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal);
}
