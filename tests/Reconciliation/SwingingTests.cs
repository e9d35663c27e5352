using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>Two systems with rules of their own that put back each other's value.</summary>
public sealed class SwingingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    public void Sides_that_put_back_each_others_value_again_and_again_end_in_a_conflict_and_the_rest_flows(int everySeconds)
    {
        var world = Linked();
        var writes = Swing(world, 40, TimeSpan.FromSeconds(everySeconds));
        writes.ShouldBeLessThan(12);
        world.Pair.State.Conflicts["name"].Reason.ShouldBe("the two sides keep putting back each other's value");
        world.Edit(Crm, Record("phone=2"));
        world.Deliver(Crm);
        world.Records.Shop["phone"].ShouldBe(Value("2"));
    }

    [Fact]
    public void Both_sides_editing_to_ever_new_values_is_work()
    {
        var world = Linked();
        for (var i = 0; i < 40; i++)
        {
            world.Edit(i % 2 == 0 ? Crm : Shop, Record($"name=v{i}"));
            world.Deliver(i % 2 == 0 ? Crm : Shop);
        }
        world.Writes.Count.ShouldBe(40);
    }

    [Fact]
    public void One_side_going_back_and_forth_is_work()
    {
        var world = Linked();
        for (var i = 0; i < 40; i++)
        {
            world.Edit(Crm, Record(i % 2 == 0 ? "name=A" : "name=B"));
            world.Deliver(Crm);
        }
        world.Writes.Count.ShouldBe(40);
    }

    [Theory]
    [InlineData(61)]
    [InlineData(300)]
    public void So_are_people_who_change_their_minds_now_and_then(int everySeconds)
    {
        var world = Linked();
        Swing(world, 40, TimeSpan.FromSeconds(everySeconds)).ShouldBe(40);
        world.Pair.Status.ShouldBe(PairStatus.InSync);
    }

    /// <summary>Whoever makes the last swing.</summary>
    [Theory]
    [InlineData(Crm)]
    [InlineData(Shop)]
    public void One_swing_too_many_is_one_from_either_side(Side first)
    {
        var world = Linked();
        for (var i = 0; i < 40; i++)
        {
            var side = i % 2 == 0 ? first : first.Other();
            world.Edit(side, Record(i % 2 == 0 ? "name=open" : "name=shut"));
            world.Deliver(side);
        }
        world.Writes.Count.ShouldBe(8);
        world.Pair.State.Conflicts.ShouldContainKey("name");
    }

    /// <summary>Every write that was decided anew began the count anew, and it never ended.</summary>
    [Fact]
    public void A_swing_whose_write_meets_another_version_counts_as_well()
    {
        var pair = Pair.Linked();
        for (var i = 0; i < 40 && pair.State.Conflicts.IsEmpty; i++)
        {
            var (from, to) = i % 2 == 0 ? (Crm, Shop) : (Shop, Crm);
            pair.Edits(from, i % 2 == 0 ? "name=open" : "name=shut");
            if (pair.Asked is Ask.Update)
                pair.Answers(to, new WriteOutcome.VersionMismatch()).Reads(to, "", $"w{i}").Stores(to);
        }
        pair.State.Conflicts.ShouldContainKey("name");
    }

    private static World Linked() => new(Pair.Linked());

    private static int Swing(World world, int times, TimeSpan every)
    {
        for (var i = 0; i < times; i++)
        {
            world.Edit(i % 2 == 0 ? Crm : Shop, Record(i % 2 == 0 ? "name=open" : "name=shut"));
            world.Pair.Later(every);
            world.Deliver(i % 2 == 0 ? Crm : Shop);
        }
        return world.Writes.Count;
    }
}
