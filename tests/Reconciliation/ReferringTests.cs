using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>References to pairs that are kept apart from their counterparts.</summary>
public sealed class ReferringTests
{
    private static readonly Value Ada = new Value.Reference("user/00000000-0000-7000-8000-000000000001");
    private static readonly Value Bea = new Value.Reference("user/00000000-0000-7000-8000-000000000002");

    [Fact]
    public void What_was_agreed_on_stays_known_when_its_pair_is_kept_apart_so_that_the_other_sides_move_flows()
    {
        var pair = Referring().Hint(Crm);
        Reads(pair, Crm, Waiting(Ada));
        (pair.Crm.Seen["owner"], pair.Crm.Awaits.IsEmpty, pair.Status).ShouldBe((Ada, true, PairStatus.InSync));
        Reads(pair.Hint(Shop), Shop, Named(Bea));
        pair.Asked.ShouldBe(new Ask.Update(Crm, "c", CanonicalRecord.Nothing.With("owner", Bea), "c2"));
    }

    [Fact]
    public void A_new_reference_to_a_pair_kept_apart_waits()
    {
        var pair = Referring().Hint(Crm);
        Reads(pair, Crm, Waiting(Bea));
        (pair.Crm.Seen["owner"], pair.Status, pair.Asked).ShouldBe((null, PairStatus.Waiting, null));
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public void A_record_is_created_without_a_reference_that_waits_only_where_it_may_do_without(bool required, bool needed, bool isCreated)
    {
        var pair = Half(required, needed);
        Feeds(pair, Waiting(Ada));
        pair.LooksAround();
        (pair.Asked is Ask.Read, pair.Shop.Intent is Intent.Create).ShouldBe((isCreated, isCreated));
        if (isCreated)
            return;
        pair.Status.ShouldBe(PairStatus.Waiting);
        Feeds(pair, Named(Ada));
        pair.Asked.ShouldBe(new Ask.Read(Crm, "c"));
        Reads(pair, Crm, Named(Ada));
        pair.Asked.ShouldBe(new Ask.Create(Shop, CanonicalRecord.Nothing.With("owner", Ada), $"{Pair.Id}/1"));
    }

    [Fact]
    public void A_create_whose_source_waits_for_a_reference_by_now_is_taken_back()
    {
        var pair = Half(required: true, needed: false);
        Feeds(pair, Named(Ada));
        pair.LooksAround().Asked.ShouldBe(new Ask.Read(Crm, "c"));
        Reads(pair, Crm, Waiting(Bea));
        pair.Row.Sides.Shop.Intent.ShouldBeNull();
        pair.LooksAround().Asked.ShouldBeNull();
    }

    private static void Feeds(Talk pair, Mapped.Good record) => pair.Step(new Input.Observed(
        Crm, "c", record, $"c{record.Awaits.Count + 2}", pair.Now, new Position(1, 20 - record.Awaits.Count), false) { Now = pair.Now });

    /// <summary>Half a pair of a record that refers to a user, and to nothing else.</summary>
    private static Talk Half(bool required, bool needed) => new(PairState.Half(Pair.Id, Crm, "c", null), Pair.Pairing with
    {
        Match = [],
        Needs = needed ? ["user"] : [],
        Properties = [Pair.Both("name") with { Required = true }, Pair.Both("owner") with { Type = PropertyType.Reference, To = "user", Required = required }],
    });

    private static void Reads(Talk pair, Side side, Mapped.Good record) => pair.Step(new Input.Read(
        side, new SideAnswer.Found(Pair.Name(side), record, $"{Pair.Name(side)}2", pair.Now)) { Now = pair.Now });

    private static Mapped.Good Named(Value owner) => CanonicalRecord.Nothing.With("owner", owner).Mapped();

    private static Mapped.Good Waiting(Value owner) => CanonicalRecord.Nothing.Mapped() with
    {
        Awaits = Owner("17"), Barred = Owner(((Value.Reference)owner).Pair),
    };

    private static System.Collections.Immutable.ImmutableSortedDictionary<string, string> Owner(string value) =>
        System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("owner", value);

    private static Talk Referring()
    {
        var record = CanonicalRecord.Nothing.With("owner", Ada);
        var pairing = Pair.Pairing with { Match = [], Properties = [Pair.Both("owner") with { Type = PropertyType.Reference, To = "user" }] };
        return new Talk(Pair.Linked(record, record, record), pairing);
    }
}
