using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CsCheck;

namespace Sync.Configuration.Tests;

/// <summary>What a changed file makes of the mapping revisions.</summary>
public sealed class MappingRevisionsTests
{
    private const string Sku = "sku: { type: string, crm: sku, shop: sku }";
    private const string Stock = "stock: { type: integer, crm: stock, shop: inventory }";
    private const string Lines = "lines: { type: lines, key: k, crm: l, shop: l, properties: { k: { type: string, crm: k, shop: k } } }";

    [Fact]
    public void The_first_configuration_is_revision_one_and_says_nothing()
    {
        var first = MappingRevisions.Of(Written(Sku, Stock), []);

        Told(first).ShouldBe("1: sku 1, stock 1");
        first.Raised.Select(r => (r.Pairing, r.Revision)).ShouldBe([("product", 1), ("other", 1)]);
        first.Changes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Stock, "stock: { type: decimal, crm: stock, shop: inventory }")]
    [InlineData(Stock, "stock: { type: integer, crm: stock, shop: stock }")]
    [InlineData(Stock, "stock: { type: integer, crm: count, shop: inventory }")]
    [InlineData("stock: { type: enum, crm: s, shop: s, convert: { table: { a: x, b: y } } }", "stock: { type: enum, crm: s, shop: s, convert: { table: { a: y, b: x } } }")]
    [InlineData("stock: { type: string, crm: s, shop: s }", "stock: { type: string, crm: s, shop: s, convert: trim }")]
    [InlineData("stock: { type: string, crm: s, shop: [f, l], convert: { splitName: { single: last } } }", "stock: { type: string, crm: s, shop: [f, l], convert: { splitName: { single: first } } }")]
    [InlineData("stock: { type: decimal, crm: s, shop: s, scale: 2 }", "stock: { type: decimal, crm: s, shop: s, scale: 3 }")]
    [InlineData("stock: { type: decimal, crm: s, shop: s, precision: 9 }", "stock: { type: decimal, crm: s, shop: s }")]
    [InlineData("stock: { type: datetime, crm: s, shop: s }", "stock: { type: datetime, crm: s, shop: s, resolution: 1s }")]
    [InlineData("stock: { type: datetime, crm: s, shop: s }", "stock: { type: datetime, crm: s, shop: s, zone: { shop: Europe/Berlin } }")]
    [InlineData("stock: { type: reference, to: product, crm: s, shop: s }", "stock: { type: reference, to: other, crm: s, shop: s }")]
    [InlineData("stock: { type: reference, to: product, crm: s, shop: s }", "stock: { type: reference, to: product, crm: s, shop: s, as: { shop: integer } }")]
    public void A_property_that_is_read_otherwise_means_something_else_since_the_new_revision(string before, string after)
    {
        var revised = After(Written(Sku, before), Written(Sku, after));

        Told(revised).ShouldBe("2: sku 1, stock 2");
        revised.Changes.Single().ToString().ShouldBe("product: mapping revision 2, read otherwise: stock");
    }

    [Theory]
    [InlineData("k: { type: string, crm: k, shop: k }", "k: { type: string, crm: k, shop: key }")]
    [InlineData("k: { type: string", "n: { type: integer, crm: n, shop: n }, k: { type: string")]
    [InlineData("key: k, crm: l, shop: l, properties: {", "key: n, crm: l, shop: l, properties: { n: { type: integer, crm: n, shop: n },")]
    public void Lines_are_read_otherwise_when_one_of_theirs_is(string from, string to) =>
        Told(After(Written(Sku, Lines), Written(Sku, Lines.Replace(from, to, StringComparison.Ordinal)))).ShouldBe("2: sku 1, lines 2");

    [Fact]
    public void What_is_gained_means_something_since_the_new_revision_and_what_is_lost_is_told()
    {
        var revised = After(Written(Sku, Stock), Written(Sku, "name: { type: string, crm: name, shop: title }"));

        Told(revised).ShouldBe("2: sku 1, name 2");
        revised.Changes.Single().ToString().ShouldBe("product: mapping revision 2, gained name; lost stock");
    }

    [Theory]
    [InlineData("match: [sku]", "match: []")]
    [InlineData("where: { shop: { type: a } }", "where: { shop: { type: b } }")]
    [InlineData("where: { shop: { type: a } }", "where: { crm: { type: a } }")]
    public void Another_where_or_match_raises_the_pairing_alone(string before, string after)
    {
        var revised = After(Written(of => of + before, Sku, Stock), Written(of => of + after, Sku, Stock));

        Told(revised).ShouldBe("2: sku 1, stock 1");
        revised.Changes.Single().Scope.ShouldBeTrue();
    }

    [Theory]
    [InlineData("required: true")]
    [InlineData("direction: toShop")]
    [InlineData("compare: lower")]
    public void What_leaves_the_meaning_of_a_value_alone_raises_the_pairing_alone(string option) =>
        Told(After(Written(Sku, Stock), Written(Sku.Replace("}", $", {option} }}", StringComparison.Ordinal), Stock))).ShouldBe("2: sku 1, stock 1");

    [Theory]
    [InlineData("create: both", Stock)]
    [InlineData("needs: [other]", Stock)]
    [InlineData("constants: { shop: { type: a } }", Stock)]
    [InlineData("delete: { crm: archive }, archive: { shop: { published: false } }", Stock)]
    [InlineData("conflict: { policy: manual, preferred: shop }", Stock)]
    [InlineData("deletions: { budget: 1 }", Stock)]
    [InlineData("match: [sku]", "stock: { type: integer, crm: stock, shop: inventory, policy: sum }")]
    [InlineData("match: [sku]", "stock: { type: integer, crm: stock, shop: inventory, initial: shop }")]
    public void What_is_decided_otherwise_is_read_as_before(string pairing, string stock)
    {
        var revised = After(
            Written(of => of + "match: [sku]", Sku, Stock),
            Written(of => of + (pairing == "match: [sku]" ? pairing : "match: [sku], " + pairing), stock, Sku));

        revised.Raised.ShouldBeEmpty();
        Told(revised).ShouldBe("1: stock 1, sku 1");
    }

    [Fact]
    public void What_the_model_takes_for_granted_may_be_written_out()
    {
        var before = Written(Sku, "d: { type: decimal, crm: d, shop: d }", "t: { type: datetime, crm: t, shop: t }");
        var after = Written(Sku, "d: { type: decimal, crm: d, shop: d, precision: 28 }", "t: { type: datetime, crm: t, shop: t, resolution: 1ms }");

        After(before, after).Raised.ShouldBeEmpty();
    }

    [Fact]
    public void A_pairing_that_was_gone_goes_on_from_its_last_revision()
    {
        var kept = Kept(Written(Sku), Written(Sku, Stock));

        var without = MappingRevisions.Of(Written(Sku, Stock) is var all ? all with { Pairings = [all.Pairings[1]] } : null!, kept);
        without.Raised.ShouldBeEmpty();

        Told(MappingRevisions.Of(Written(Sku, Stock), kept)).ShouldBe("2: sku 1, stock 2");
        Told(MappingRevisions.Of(Written(Sku), kept)).ShouldBe("3: sku 1");
    }

    [Fact]
    public void A_property_that_was_gone_was_not_agreed_on_meanwhile() =>
        Told(MappingRevisions.Of(Written(Sku, Stock), Kept(Written(Sku, Stock), Written(Sku)))).ShouldBe("3: sku 1, stock 3");

    [Fact]
    public void A_file_of_an_earlier_revision_is_told_from_one_that_was_never_there()
    {
        var kept = Kept(Written(Sku), Written(Sku, Stock), Written(Sku, Lines));

        MappingRevisions.Of(Written(Sku), kept).Returning.ShouldBe(["product"]);
        MappingRevisions.Of(Written(Sku, Stock), kept).Returning.ShouldBe(["product"]);
        MappingRevisions.Of(Written(Sku, Lines), kept).Returning.ShouldBeEmpty();
        MappingRevisions.Of(Written(Lines), kept).Returning.ShouldBeEmpty();
    }

    [Fact]
    public void What_was_gone_back_to_is_not_an_earlier_revision_any_more()
    {
        var kept = Kept(Written(Sku), Written(Sku, Stock), Written(Sku));

        MappingRevisions.Of(Written(Sku), kept).Raised.ShouldBeEmpty();
        MappingRevisions.Of(Written(Sku, Stock), kept).Returning.ShouldBe(["product"]);
    }

    [Fact]
    public void A_database_that_was_set_back_raises_every_pairing_once_and_counters_mean_something_since_then()
    {
        var counted = Written(Sku, "stock: { type: integer, crm: stock, shop: inventory, policy: sum }");
        var kept = Kept(counted);

        var revised = MappingRevisions.Of(counted, kept, Yesterday);

        Told(revised).ShouldBe("2: sku 1, stock 2");
        revised.Configuration.Pairings.Select(p => p.RestoredAt).ShouldBe([Yesterday.At, Yesterday.At]);
        revised.Changes.Select(change => $"{change}").ShouldBe(
            ["product: mapping revision 2, the database was set back", "other: mapping revision 2, the database was set back"]);
        (revised.SetBack, revised.Returning.Length).ShouldBe((Yesterday.Found, 0));
        var again = MappingRevisions.Of(counted, Keep(kept, revised), Yesterday);
        (again.Raised.Length, again.Changes.Length, again.SetBack).ShouldBe((0, 0, null), "another silo that found the same");
        Told(again).ShouldBe("2: sku 1, stock 2");
        again.Configuration.Pairings.Select(p => p.RestoredAt).ShouldBe([Yesterday.At, Yesterday.At]);
        Told(MappingRevisions.Of(counted, Keep(kept, revised), Yesterday with { Found = "otherwise" })).ShouldBe("3: sku 1, stock 3");
    }

    [Fact]
    public void That_it_was_set_back_is_remembered_by_pairings_that_are_gone_and_by_new_ones_and_through_every_change()
    {
        var all = Written(Sku, Stock);
        var kept = Kept(all);
        var without = MappingRevisions.Of(all with { Pairings = [all.Pairings[1]] }, kept, Yesterday);

        var back = MappingRevisions.Of(Written(Sku, "stock: { type: integer, crm: stock, shop: inventory, policy: sum }"), Keep(kept, without));
        var changed = MappingRevisions.Of(Written(Sku), Keep(kept, without));

        Told(back).ShouldBe("2: sku 1, stock 2");
        back.Configuration.Pairings[0].RestoredAt.ShouldBe(Yesterday.At);
        MappingRevisions.Of(Written(Sku), Keep(Keep(kept, without), changed)).Configuration.Pairings[0].RestoredAt.ShouldBe(Yesterday.At);
        MappingRevisions.Of(all, Keep([], MappingRevisions.Of(all, [], Yesterday))).Configuration.Pairings[0].RestoredAt.ShouldBe(Yesterday.At);
    }

    [Fact]
    public void A_set_back_alone_is_no_return_to_an_earlier_file()
    {
        var kept = Kept(Written(Sku), Written(Sku, Stock), Written(Sku));
        var revised = MappingRevisions.Of(Written(Sku), kept, Yesterday);

        revised.Returning.ShouldBeEmpty();
        MappingRevisions.Of(Written(Sku, Stock), Keep(kept, revised)).Returning.ShouldBe(["product"]);
        MappingRevisions.Of(Written(Sku), Keep(kept, revised), Yesterday with { Found = "otherwise" }).Returning.ShouldBeEmpty();
    }

    [Fact]
    public void A_pairing_of_other_kinds_is_another_pairing()
    {
        var before = Written(Sku);
        var after = before with { Pairings = [before.Pairings[0] with { Kinds = new("product", "article") }, before.Pairings[1]] };

        Should.Throw<FormatException>(() => After(before, after)).Message.ShouldContain("crm product with shop product");
    }

    [Fact]
    public void A_record_may_come_to_be_shared_and_then_stays_so()
    {
        var (one, many) = (Written(of => of + "match: [sku]", Sku), Written(of => of + "match: [sku], cardinality: { shop: many }", Sku));

        Told(After(one, many)).ShouldBe("2: sku 1");
        Should.Throw<FormatException>(() => After(many, one)).Message.ShouldContain("may share one shop record");
    }

    [Fact]
    public void The_fingerprint_is_in_the_words_of_the_file()
    {
        var kept = MappingRevisions.Of(Written(of => of + "match: [sku]", Sku, "s: { type: enum, crm: s, shop: t.s, convert: { table: { a: x } } }"), []).Raised;

        JsonNode.DeepEquals(JsonNode.Parse(kept[0].Json), JsonNode.Parse(
            """
            {
              "kinds": { "crm": "product", "shop": "product" },
              "scope": { "match": ["sku"] },
              "properties": {
                "sku": { "since": 1, "reads": { "type": "string", "crm": ["sku"], "shop": ["sku"] } },
                "s": { "since": 1, "reads": { "type": "enum", "crm": ["s"], "shop": ["t.s"], "convert": { "shop": [{ "table": { "x": "a" } }] } } }
              }
            }
            """)).ShouldBeTrue(kept[0].Json);
    }

    [Fact]
    public void The_same_configuration_twice_keeps_its_revisions_and_what_changed_has_the_new_one() => Histories.Sample(history =>
    {
        IReadOnlyList<StoredMapping> kept = [];
        SyncConfiguration? last = null;
        foreach (var configuration in history)
        {
            var revised = MappingRevisions.Of(configuration, kept);
            var (now, before) = (revised.Configuration.Pairings[0], last?.Pairings[0]);
            foreach (var property in now.Properties.Where(_ => before is not null))
            {
                var was = before!.Properties.FirstOrDefault(p => p.Name == property.Name);
                var isAsBefore = was is not null && JsonNode.DeepEquals(MappingFingerprint.Reads(was), MappingFingerprint.Reads(property));
                property.Since.ShouldBe(isAsBefore ? was!.Since : now.Revision);
            }

            kept = Keep(kept, revised);
            var again = MappingRevisions.Of(configuration, kept);
            again.Raised.ShouldBeEmpty();
            Told(again).ShouldBe(Told(revised));
            last = revised.Configuration;
        }
    });

    /// <summary>Files one after the other, each of some of the properties in some form.</summary>
    private static readonly Gen<SyncConfiguration[]> Histories =
        Gen.Shuffle(new[]
        {
            Property("a", PropertyType.String, "a"), Property("a", PropertyType.String, "b"), Property("b", PropertyType.Integer, "a"),
            Property("b", PropertyType.Decimal, "a"), Property("c", PropertyType.Set, "c"), Property("c", PropertyType.Set, "c") with { Required = true },
        }, 0, 6).Select(some => Sample(some.DistinctBy(p => p.Name))).Array[2, 6];

    private static SyncConfiguration Sample(IEnumerable<Property> properties) =>
        Written() is var all ? all with { Pairings = [all.Pairings[0] with { Properties = [.. properties] }] } : null!;

    private static Property Property(string name, PropertyType type, string path) =>
        new() { Name = name, Type = type, Paths = new PerSide<ImmutableArray<string>>([path], [path]) };

    private static SyncConfiguration Written(params string[] properties) => Written(of => of + "create: none", properties);

    /// <summary>The pairing <c>product</c> with these properties, and another one.</summary>
    private static SyncConfiguration Written(Func<string, string> pairing, params string[] properties) => ConfigurationLoader.Load(
        new StringReader(
            $$"""
            sides:
              crm: { address: "http://crm.example", kinds: { product: { path: products } } }
              shop: { address: "http://shop.example", kinds: { product: { path: products } } }
            pairings:
              product: { {{pairing("kinds: { crm: product, shop: product }, ")}}, properties: { {{string.Join(", ", properties)}} } }
              other: { kinds: { crm: product, shop: product } }
            """),
        "sync.yaml", TestEnvironment.Variable).Configuration();

    private static readonly Restoration Yesterday = new("it was older", new(2026, 11, 27, 8, 0, 0, 123, TimeSpan.Zero));

    private static Revised After(SyncConfiguration before, SyncConfiguration after) => MappingRevisions.Of(after, Kept(before));

    private static IReadOnlyList<StoredMapping> Kept(params SyncConfiguration[] ran) => ran.Aggregate(
        (IReadOnlyList<StoredMapping>)[], (kept, configuration) => Keep(kept, MappingRevisions.Of(configuration, kept)));

    private static IReadOnlyList<StoredMapping> Keep(IReadOnlyList<StoredMapping> kept, Revised revised) =>
        [.. kept.Where(k => !revised.Raised.Any(r => r.Pairing == k.Pairing)), .. revised.Raised];

    private static string Told(Revised revised) => revised.Configuration.Pairings.First(p => p.Name == "product") is var product
        ? $"{product.Revision}: {string.Join(", ", product.Properties.Select(p => $"{p.Name} {p.Since}"))}"
        : "";
}
