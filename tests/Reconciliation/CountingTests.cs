using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>Policy sum: what both sides counted is added up, once.</summary>
public sealed class CountingTests
{
    private static readonly Property Stock = Pair.Both("stock") with { Type = PropertyType.Integer, Policy = ConflictPolicy.Sum };

    [Fact]
    public void What_both_sides_counted_is_added_up()
    {
        var world = new World(Talk(10, 7, 12));
        world.Settle(new Input.Due { Now = Tests.Talk.Noon });
        world.Records.ShouldBe(new PerSide<CanonicalRecord>(Record(9), Record(9)));
        world.Writes.Count.ShouldBe(2);
    }

    [Fact]
    public void Who_counted_as_many_on_both_sides_counted_twice()
    {
        var world = new World(Talk(10, 12, 12));
        world.Settle(new Input.Due { Now = Tests.Talk.Noon });
        world.Records.ShouldBe(new PerSide<CanonicalRecord>(Record(14), Record(14)));
    }

    [Theory]
    [InlineData(10, 10, 10)]
    [InlineData(10, 12, 10)]
    [InlineData(10, 10, 7)]
    public void What_only_one_side_counted_is_counted_once(int agreed, int crm, int shop)
    {
        var world = new World(Talk(agreed, crm, shop));
        world.Settle(new Input.Due { Now = Tests.Talk.Noon });
        world.Records.ShouldBe(new PerSide<CanonicalRecord>(Record(crm + shop - agreed), Record(crm + shop - agreed)));
    }

    [Fact]
    public void A_count_that_a_person_is_to_decide_is_decided_by_the_same_number_on_both_sides()
    {
        var pair = Talk(10, 7, 12).Due();
        pair.AnswersUnknown(Shop).Later(TimeSpan.FromSeconds(5)).Answers(Shop, new WriteOutcome.VersionMismatch());
        pair.Step(new Input.Read(Shop, new SideAnswer.Found("s", Record(14).Mapped(), "s9", Tests.Talk.Noon)) { Now = pair.Now });
        pair.Status.ShouldBe(PairStatus.Conflict);

        pair.Step(new Input.Observed(Crm, "c", Record(14).Mapped(), "c2", pair.Now, new Position(1, 99), false) { Now = pair.Now });

        (pair.Asked, pair.Status, pair.State.Base).ShouldBe((null, PairStatus.InSync, Record(14)));
    }

    [Fact]
    public void Fractions_are_counted_too()
    {
        var world = new World(new Talk(
            Pair.Linked(Amount(10.5m), Amount(9m), Amount(12.25m)), Pair.Pairing with { Properties = [Stock with { Type = PropertyType.Decimal }] }));
        world.Settle(new Input.Due { Now = Tests.Talk.Noon });
        world.Records.ShouldBe(new PerSide<CanonicalRecord>(Amount(10.75m), Amount(10.75m)));
    }

    /// <summary>The shop stores halves up.</summary>
    [Theory]
    [InlineData(10.4, 9, 9.4, 9)]          // counted there
    [InlineData(11.4, 9, 10.4, 10)]        // counted on both sides
    public void What_a_side_rounds_is_counted_as_it_was_counted(decimal crm, decimal shop, decimal crmEnds, decimal shopEnds)
    {
        var state = Pair.Linked(Amount(10.4m), Amount(crm), Amount(shop));
        var world = new World(
            new Talk(state with { Sides = state.Sides.With(Shop, state.Sides.Shop with { Normalised = Amount(10) }) }, Pair.Pairing with { Properties = [Stock with { Type = PropertyType.Decimal }] }),
            (side, record) => side == Crm ? record : Amount(Math.Round(((Value.Decimal)record["stock"]!).Number)));
        world.Settle(new Input.Due { Now = Tests.Talk.Noon });
        world.Records.ShouldBe(new PerSide<CanonicalRecord>(Amount(crmEnds), Amount(shopEnds)));
    }

    [Fact]
    public void A_sum_that_no_number_holds_is_for_a_person() => Talk(1, long.MaxValue, 2).Due().Status.ShouldBe(PairStatus.Conflict);

    [Fact]
    public void What_is_counted_while_it_is_sent_counts_too()
    {
        var world = new World(Talk(10, 7, 12));
        var more = new Queue<(Side Side, int Stock)>([(Crm, 6), (Shop, 20)]);
        world.BeforeWrite = () =>
        {
            if (more.TryDequeue(out var edit))
                world.Edit(edit.Side, Record(edit.Stock));
        };
        world.Settle(new Input.Due { Now = Tests.Talk.Noon });
        for (var i = 0; i < 3; i++)
        {
            world.Deliver(Crm);
            world.Deliver(Shop);
        }
        // crm took 4 of 10, and the shop, written to as 9, was set to 20: 8 more than the 12 it had counted itself.
        world.Records.Crm.ShouldBe(world.Records.Shop);
        world.Pair.Status.ShouldBe(PairStatus.InSync);
    }

    [Theory]
    [InlineData(9)]      // may be our own write
    [InlineData(12)]     // may be as it was before
    [InlineData(14)]     // may be either and an edit
    public void After_a_lost_answer_no_value_tells_whether_the_write_counted(int found)
    {
        var pair = Talk(10, 7, 12).Due();
        var sent = pair.Asked.ShouldBeOfType<Ask.Update>();
        pair.AnswersUnknown(sent.Side).Later(TimeSpan.FromSeconds(5)).Answers(sent.Side, new WriteOutcome.VersionMismatch());
        pair.Step(new Input.Read(sent.Side, new SideAnswer.Found(Pair.Name(sent.Side), Record(found).Mapped(), "s9", Tests.Talk.Noon)) { Now = pair.Now });
        (pair.Asked, pair.Status).ShouldBe((null, PairStatus.Conflict));
        pair.State.Conflicts["stock"].Reason.ShouldBe("a write to shop was not answered, and nothing tells whether it counted");
        pair.Crashes().Status.ShouldBe(PairStatus.Conflict);
    }

    [Fact]
    public void A_side_that_does_not_show_what_it_stored_has_counted_all_the_same()
    {
        var pair = Talk(10, 7, 12).Due().Answers(Shop, new WriteOutcome.Succeeded(null));
        pair.Asked.ShouldBe(new Ask.Read(Shop, "s"));
        pair.Step(new Input.Read(Shop, new SideAnswer.Found("s", Record(11).Mapped(), "s9", Tests.Talk.Noon)) { Now = pair.Now });
        pair.Asked.ShouldBe(new Ask.Update(Crm, "c", Record(11), "c1"));
        pair.Status.ShouldBe(PairStatus.Pending);
    }

    [Fact]
    public void A_side_that_shows_what_it_had_has_not_counted()
    {
        var pair = Talk(10, 7, 12).Due();
        var sent = pair.Asked.ShouldBeOfType<Ask.Update>();
        pair.Answers(Shop, new WriteOutcome.Succeeded(null));
        pair.Step(new Input.Read(Shop, new SideAnswer.Found("s", Record(12).Mapped(), sent.IfVersion, Tests.Talk.Noon)) { Now = pair.Now });
        pair.Asked.ShouldBe(sent);
    }

    [Fact]
    public void A_write_that_was_refused_did_not_count()
    {
        var pair = Talk(10, 7, 12).Due().Answers(Shop, new WriteOutcome.VersionMismatch());
        pair.Step(new Input.Read(Shop, new SideAnswer.Found("s", Record(13).Mapped(), "s9", Tests.Talk.Noon)) { Now = pair.Now });
        pair.Asked.ShouldBe(new Ask.Update(Shop, "s", Record(10), "s9"));
    }

    private static CanonicalRecord Amount(decimal stock) => CanonicalRecord.Nothing.With("stock", new Value.Decimal(stock));

    private static Talk Talk(long agreed, long crm, long shop) =>
        new(Pair.Linked(Record(agreed), Record(crm), Record(shop)), Pair.Pairing with { Properties = [Stock] });

    private static CanonicalRecord Record(long stock) => CanonicalRecord.Nothing.With("stock", new Value.Integer(stock));
}
