using CsCheck;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>What holds of every merge, whatever the values, policies and times.</summary>
public sealed class MergeLaws
{
    private static readonly Gen<(Value Base, Value Crm, Value Shop)> Told = Gen.Select(Any.Word, Any.Word, Any.Word);

    [Fact]
    public void Merging_a_value_with_itself_gives_that_value_and_writes_nothing() => Gen.Select(Any.Pairing, Told).Holds((pairing, three) =>
    {
        var pair = Of("p", three.Base, three.Crm, three.Crm, pairing).Due();
        pair.Asked.ShouldBeNull();
        pair.State.BaseOf(Crm, "p").ShouldBe(three.Crm);
        pair.State.BaseOf(Shop, "p").ShouldBe(three.Crm);
        pair.State.Conflicts.ShouldBeEmpty();
    });

    [Fact]
    public void Merging_an_edit_with_base_gives_the_edit_and_writes_it_to_the_side_that_did_not_change() =>
        Gen.Select(Any.Pairing, Any.Side, Told, Gen.OneOf("p", "manual")).Holds((pairing, edited, three, property) =>
        {
            var (agreed, edit) = (three.Base, three.Crm);
            var pair = edited == Crm ? Of(property, agreed, edit, agreed, pairing) : Of(property, agreed, agreed, edit, pairing);
            var world = new World(pair);
            world.Settle(Due);
            world.Writes.Count.ShouldBe(agreed.Equals(edit) ? 0 : 1);
            world.Writes.ShouldAllBe(write => write.Side == edited.Other() && write.Patch.Equals(CanonicalRecord.Nothing.With(property, edit)));
            world.Records[edited.Other()][property].ShouldBe(edit);
            pair.State.Base[property].ShouldBe(edit);
        });

    [Fact]
    public void Swapping_the_sides_mirrors_the_result() => Any.Lived.Holds(pair =>
    {
        var mirrored = Mirror.Of(pair).Due();
        pair.Due();
        Merged(mirrored, Crm).ShouldBe(Merged(pair, Shop));
        Merged(mirrored, Shop).ShouldBe(Merged(pair, Crm));
        mirrored.Status.ShouldBe(pair.Status);
        mirrored.State.Conflicts.Keys.ShouldBe(pair.State.Conflicts.Keys);
        mirrored.State.Conflicts.Values.Select(c => (c.Base, c.Shop, c.Crm)).ShouldBe(pair.State.Conflicts.Values.Select(c => (c.Base, c.Crm, c.Shop)));
    });

    [Fact]
    public void Merging_again_after_the_writes_are_committed_changes_nothing_and_asks_nothing() => Any.Lived.Holds(pair =>
    {
        var world = new World(pair);
        world.Settle(Due);
        var before = PairStateCodec.Encode(pair.State);
        pair.Due();
        pair.Asked.ShouldBeNull();
        pair.Decision.Commit.ShouldBeNull();
        PairStateCodec.Encode(pair.State).ShouldBe(before);
        pair.Crashes();
        pair.Asked.ShouldBeNull();
        pair.Decision.Commit.ShouldBeNull();
    });

    [Fact]
    public void Two_way_properties_told_by_both_end_equal_or_in_a_stated_conflict() => Any.Linked.Holds(pair =>
    {
        var world = new World(pair);
        world.Settle(Due);
        foreach (var property in pair.Terms.Pairing.Properties.Where(property => property.Source is null))
        {
            var (crm, shop) = (world.Records.Crm[property.Name], world.Records.Shop[property.Name]);
            (crm is null || shop is null || crm.Equals(shop) || pair.State.Conflicts.ContainsKey(property.Name)).ShouldBeTrue(property.Name);
        }
    });

    [Fact]
    public void A_one_way_property_is_never_written_to_its_source_and_never_in_conflict() => Any.Lived.Holds(pair =>
    {
        var world = new World(pair);
        world.Settle(Due);
        world.Writes.Where(write => write.Side == Crm).ShouldAllBe(write => write.Patch["toshop"] == null);
        world.Writes.Where(write => write.Side == Shop).ShouldAllBe(write => write.Patch["tocrm"] == null);
        pair.State.Conflicts.Keys.ShouldNotContain("toshop");
        pair.State.Conflicts.Keys.ShouldNotContain("tocrm");
    });

    [Fact]
    public void A_one_way_property_that_its_source_edited_arrives() => Gen.Select(Any.Pairing, Told).Holds((pairing, three) =>
    {
        var world = new World(Of("toshop", three.Base, three.Crm, three.Shop, pairing));
        world.Settle(Due);
        world.Records.Shop["toshop"].ShouldBe(three.Crm.Equals(three.Base) ? three.Shop : three.Crm);
    });

    [Fact]
    public void Only_what_a_side_told_is_ever_written_and_what_it_did_not_tell_clears_nothing() => Any.Lived.Holds(pair =>
    {
        var before = pair.State.Sides.Select(side => side.Seen);
        var world = new World(pair);
        world.Settle(Due);
        foreach (var (side, _, patch, _) in world.Writes.Select(write => (write.Side, write.ExternalId, write.Patch, write.IfVersion)))
            patch.ShouldAllBe(p => p.Value.Equals(before[side.Other()][p.Key]));
        foreach (var side in Sides.Both)
            before[side].Names.ShouldBeSubsetOf(world.Records[side].Names);
    });

    [Fact]
    public void A_partial_body_clears_nothing() => Gen.Select(Any.Linked, Any.Side, Gen.Bool.Array[5]).Holds((pair, side, told) =>
    {
        var before = pair.State[side].Seen;
        var partial = CanonicalRecord.Of(before.Where((_, index) => told[index]));
        pair.Step(new Input.Observed(side, Pair.Name(side), partial.Mapped(), "v9", Talk.Noon, new Position(1, 99), false) { Now = Talk.Noon });
        pair.State[side].Seen.ShouldBe(before);
    });

    [Fact]
    public void A_quarantined_property_is_never_written_until_equal_while_the_others_flow() =>
        Gen.Select(Any.Side, Any.Word).Array[1, 12].Holds(edits =>
        {
            var world = new World(Of("manual", Texts.Value("a"), Texts.Value("b"), Texts.Value("c"), Pair.Pairing with
            {
                Properties = [Pair.Both("manual") with { Policy = ConflictPolicy.Manual }, Pair.Both("p")],
            }));
            world.Settle(Due);
            foreach (var (side, word) in edits)
            {
                world.Edit(side, CanonicalRecord.Nothing.With("manual", word).With("p", word));
                var areEqual = world.Records.Crm["manual"]!.Equals(world.Records.Shop["manual"]);
                world.Deliver(side);
                world.Pair.State.Conflicts.ContainsKey("manual").ShouldBe(!areEqual);
                if (areEqual)
                    return;
                world.Writes.ShouldAllBe(write => write.Patch["manual"] == null);
                world.Pair.State.Conflicts["manual"].ShouldBe(new Conflict(
                    Texts.Value("a"), world.Records.Crm["manual"]!, world.Records.Shop["manual"]!, "edited on both sides"));
            }
        });

    private static Input Due => new Input.Due { Now = Talk.Noon };

    private static Talk Of(string property, Value agreed, Value crm, Value shop, Pairing pairing)
    {
        var (one, other, third) = (CanonicalRecord.Nothing.With(property, agreed), CanonicalRecord.Nothing.With(property, crm), CanonicalRecord.Nothing.With(property, shop));
        return new Talk(Pair.Linked(one, other, third), pairing);
    }

    /// <summary>What a merge decided for a side, without saying which side it is.</summary>
    private static string Merged(Talk pair, Side side)
    {
        var intent = pair.State[side].Intent is Intent.Update update ? update.Patch.ToString() : "-";
        return $"{intent} {string.Join(", ", pair.Terms.Pairing.Properties.Select(property => $"{property.Name}: {pair.State.BaseOf(side, property.Name)}"))}";
    }
}
