using CsCheck;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>What holds of every history of edits. That no write is asked without its intent in the row, <see cref="Talk"/> sees to.</summary>
public sealed class WriteLaws
{
    private static readonly Gen<(Side Side, string Property, Value Value, bool Now)[]> Edits =
        Gen.Select(Any.Side, Gen.OneOf("email", "name", "phone", "segment"), Any.Word, Gen.Bool).Array[1, 15];

    [Fact]
    public void An_edit_costs_at_most_one_write_and_one_mismatch_and_both_sides_agree_in_the_end() => Edits.Holds(edits =>
    {
        var world = Lived(edits, null);
        world.Writes.Count.ShouldBeLessThanOrEqualTo(edits.Length);
        world.Mismatches.ShouldBeLessThanOrEqualTo(edits.Length);
        foreach (var property in new[] { "email", "name", "phone" })
            world.Records.Crm[property].ShouldBe(world.Records.Shop[property]);
    });

    [Fact]
    public void On_sides_that_normalise_an_edit_costs_at_most_one_write_and_nothing_loops() => Edits.Holds(edits =>
    {
        var world = Lived(edits, Shouting);
        world.Writes.Count.ShouldBeLessThanOrEqualTo(edits.Length);
        world.Mismatches.ShouldBeLessThanOrEqualTo(edits.Length);
        var before = world.Writes.Count;
        Rest(world);
        world.Writes.Count.ShouldBe(before);
    });

    [Fact]
    public void Echoes_and_redeliveries_cost_no_write_and_no_commit() => Edits.Holds(edits =>
    {
        var world = Lived(edits, null);
        var (writes, state) = (world.Writes.Count, PairStateCodec.Encode(world.Pair.State with { Sides = world.Pair.State.Sides.Select(Unplaced) }));
        Rest(world);
        world.Writes.Count.ShouldBe(writes);
        PairStateCodec.Encode(world.Pair.State with { Sides = world.Pair.State.Sides.Select(Unplaced) }).ShouldBe(state);
        world.Pair.Decision.Commit.ShouldBeNull();
    });

    [Fact]
    public void Ten_quick_edits_of_one_property_cost_one_write()
    {
        var world = new World(Pair.Linked());
        for (var i = 0; i < 10; i++)
            world.Edit(Crm, CanonicalRecord.Nothing.With("name", Texts.Value($"n{i}")));
        world.Deliver(Crm);
        world.Writes.ShouldHaveSingleItem().Patch.ShouldBe(Texts.Record("name=n9"));
    }

    private static World Lived((Side Side, string Property, Value Value, bool Now)[] edits, Func<Side, CanonicalRecord, CanonicalRecord>? store)
    {
        var world = new World(Pair.Linked(), store);
        foreach (var (side, property, value, now) in edits)
        {
            world.Edit(side, CanonicalRecord.Nothing.With(property, value));
            if (now)
                world.Deliver(side);
        }
        Rest(world);
        return world;
    }

    /// <summary>Every feed comes by until all has been seen.</summary>
    private static void Rest(World world)
    {
        foreach (var side in Sides.Both.Concat(Sides.Both))
            world.Deliver(side);
    }

    private static SideState Unplaced(SideState side) => side with { Position = null };

    /// <summary>Both sides store what they are given in capitals.</summary>
    private static CanonicalRecord Shouting(Side side, CanonicalRecord patch) => CanonicalRecord.Of(
        patch.Select(p => KeyValuePair.Create(p.Key, p.Value is Value.Text text ? new Value.Text(text.Content.ToUpperInvariant()) : p.Value)));
}
