using CsCheck;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>What holds of every value with parts, whatever was edited on either side.</summary>
public sealed class CombiningLaws
{
    private static readonly Property Tags = Pair.Both("v") with { Type = PropertyType.Set };

    private static readonly Property Items = Pair.Both("v") with
    {
        Type = PropertyType.Lines, Key = "k", Properties = [Pair.Both("k"), Pair.Both("x"), Pair.Both("y")],
    };

    private static readonly Gen<Value> Sets = Gen.OneOf("a", "b", "c", "d").Array[0, 4].Select(words => (Value)new Value.Set(words));

    private static readonly Gen<Value> Lines =
        from keys in Gen.Shuffle(new[] { "1", "2", "3", "4" }, 0, 4)
        from words in Gen.Select(Any.Word, Any.Word).Array[4]
        select (Value)new Value.Lines([.. keys.Select((key, i) => Line(key, words[i].Item1, words[i].Item2))]);

    private static readonly Gen<(Property Property, Value Base, Value Crm, Value Shop)> Any3 = Gen.OneOf(
        Gen.Select(Sets, Sets, Sets, (agreed, crm, shop) => (Tags, agreed, crm, shop)),
        Gen.Select(Lines, Lines, Lines, (agreed, crm, shop) => (Items, agreed, crm, shop)));

    [Fact]
    public void An_edit_on_one_side_is_that_edit() => Any3.Holds(three =>
    {
        Combining.Of(three.Property, new(three.Base, three.Crm), new(three.Base, three.Base), null).ShouldBe(new Combined.Both(three.Crm));
        Combining.Of(three.Property, new(three.Base, three.Base), new(three.Base, three.Shop), null).ShouldBe(new Combined.Both(three.Shop));
    });

    [Fact]
    public void The_same_edit_on_both_sides_is_that_edit() => Any3.Holds(three =>
        Combining.Of(three.Property, new(three.Base, three.Crm), new(three.Base, three.Crm), null).ShouldBe(new Combined.Both(three.Crm)));

    [Fact]
    public void Swapping_the_sides_gives_the_same_parts() => Gen.Select(Any3, Gen.OneOf<bool?>(null, true, false)).Holds((three, wins) =>
    {
        var one = Combining.Of(three.Property, new(three.Base, three.Crm), new(three.Base, three.Shop), wins);
        var other = Combining.Of(three.Property, new(three.Base, three.Shop), new(three.Base, three.Crm), !wins);
        Parts(one).ShouldBe(Parts(other));
    });

    [Fact]
    public void A_word_that_one_side_added_is_there_and_one_that_a_side_removed_is_not() => Gen.Select(Sets, Sets, Sets).Holds((agreed, crm, shop) =>
    {
        var both = Words(((Combined.Both)Combining.Of(Tags, new(agreed, crm), new(agreed, shop), null)).Value);
        foreach (var word in new[] { "a", "b", "c", "d" })
            both.Contains(word).ShouldBe(Words(crm).Contains(word) != Words(agreed).Contains(word) ? Words(crm).Contains(word) : Words(shop).Contains(word));
    });

    [Fact]
    public void Whatever_was_edited_both_sides_end_with_one_value_or_a_stated_conflict() =>
        Gen.Select(Any3, Any.Pairing, Gen.Select(Any.Side, Gen.Select(Sets, Lines)).Array[0, 4]).Holds((three, pairing, edits) =>
        {
            var (agreed, crm, shop) = (Record(three.Base), Record(three.Crm), Record(three.Shop));
            var world = new World(new Talk(Pair.Linked(agreed, crm, shop), pairing with { Properties = [three.Property] }));
            var later = new Queue<(Side Side, (Value Set, Value Lines) Value)>(edits);
            world.BeforeWrite = () =>
            {
                if (later.TryDequeue(out var edit))
                    world.Edit(edit.Side, Record(three.Property == Tags ? edit.Value.Set : edit.Value.Lines));
            };
            world.Settle(new Input.Due { Now = Talk.Noon });
            world.BeforeWrite = null;
            for (var i = 0; i < 3; i++)
            {
                world.Deliver(Crm);
                world.Deliver(Shop);
                world.Pair.Later(TimeSpan.FromMinutes(10));
                world.Settle(new Input.Due { Now = world.Pair.Now });
            }
            if (world.Pair.State.Conflicts.IsEmpty)
                world.Records.Crm.ShouldBe(world.Records.Shop);
            world.Pair.Asked.ShouldBeNull();
        });

    /// <summary>The shop stores words in capitals, and its people enter them so: in the crm stands a capital only where they entered one.</summary>
    [Fact]
    public void Where_a_side_rewrites_parts_of_lines_only_what_was_edited_there_comes_back_from_it() =>
        Gen.Select(Lines, Any.Pairing, Gen.Select(Any.Side, Gen.OneOf("1", "2", "3", "4"), Gen.OneOf("x", "y", "-", "+"), Any.Word, Gen.Bool).Array[1, 8]).Holds((first, pairing, edits) =>
        {
            var state = Pair.Linked(Record(first), Record(first), Rewrites(Shop, Record(first)));
            state = state with { Sides = state.Sides.With(Shop, state.Sides.Shop with { Normalised = state.Sides.Shop.Seen }) };
            var world = new World(new Talk(state, pairing with { Properties = [Items] }), Rewrites);
            var entered = new HashSet<string?>();
            foreach (var (side, key, what, word, isDelivered) in edits)
            {
                var edit = Rewrites(side, Record(Edited((Value.Lines)world.Records[side]["v"]!, key, what, word)));
                // A line that was taken out of the crm may come back as the shop has it.
                if (what == "-" || (side == Shop && what is "x" or "+"))
                    entered.Add(key);
                world.Edit(side, edit);
                if (isDelivered)
                    world.Deliver(side);
            }
            foreach (var side in Sides.Both.Concat(Sides.Both))
                world.Deliver(side);
            if (!world.Pair.State.Conflicts.IsEmpty)
                return;
            Sorted(Rewrites(Shop, world.Records.Crm)).ShouldBe(Sorted(world.Records.Shop));
            ((Value.Lines)world.Records.Crm["v"]!).Items.Where(line => line["x"] is Value.Text { Content: "A" or "B" or "C" })
                .ShouldAllBe(line => entered.Contains(line["k"]!.ToString()));
            world.Writes.Count.ShouldBeLessThanOrEqualTo(2 * edits.Length);
        });

    private static Value Edited(Value.Lines lines, string key, string what, Value word) => what switch
    {
        "-" => new Value.Lines([.. lines.Items.Where(line => line["k"]!.ToString() != key)]),
        "+" => lines.Items.Any(line => line["k"]!.ToString() == key) ? lines : new Value.Lines([.. lines.Items, Line(key, word, word)]),
        _ => new Value.Lines([.. lines.Items.Select(line => line["k"]!.ToString() == key ? line.With(what, word) : line)]),
    };

    private static string Sorted(CanonicalRecord record) => Parts(new Combined.Both(record["v"]!));

    private static CanonicalRecord Rewrites(Side side, CanonicalRecord record) => side == Crm ? record : Record(Rewritten(record["v"]!));

    private static Value Rewritten(Value value) => value is not Value.Lines lines ? value : new Value.Lines([.. lines.Items.Select(line =>
        line["x"] is Value.Text { Content: var word } ? line.With("x", new Value.Text(word.ToUpperInvariant())) : line)]);

    private static CanonicalRecord Record(Value value) => CanonicalRecord.Nothing.With("v", value);

    private static CanonicalRecord Line(string key, Value x, Value y) =>
        CanonicalRecord.Nothing.With("k", new Value.Text(key)).With("x", x).With("y", y);

    private static string[] Words(Value set) => [.. ((Value.Set)set).Words];

    /// <summary>Without the order, which follows one side.</summary>
    private static string Parts(Combined combined) => combined switch
    {
        Combined.Both { Value: Value.Lines lines } => string.Join("; ", lines.Items.Select(line => line.ToString()).Order(StringComparer.Ordinal)),
        Combined.Both { Value: var value } => value.ToString(),
        var other => other.GetType().Name,
    };
}
