using System.Collections.Immutable;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>Values with parts: both sides' edits of one value meet in it.</summary>
public sealed class CombiningTests
{
    private static readonly Property Tags = Pair.Both("tags") with { Type = PropertyType.Set };

    internal static readonly Property Items = Pair.Both("items") with
    {
        Type = PropertyType.Lines,
        Key = "sku",
        Properties = [Pair.Both("sku") with { Compare = Comparison.Lower }, Pair.Both("title"), Pair.Both("qty")],
    };

    [Fact]
    public void Words_added_and_removed_on_both_sides_are_added_and_removed_on_both()
    {
        var world = Settled(Tags, Set("a b c"), Set("a b x"), Set("b c y"));
        world.Records.ShouldBe(Both("tags", Set("b x y")));
        world.Writes.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("A:one:1 B:two:2", "A:one:5 B:two:2", "A:one:1 B:TWO:2", "A:one:5 B:TWO:2")]          // different lines
    [InlineData("A:one:1", "A:one:5", "A:ONE:1", "A:ONE:5")]                                          // one line, different properties
    [InlineData("A:one:1 B:two:2", "A:one:1 B:two:2 C:three:3", "B:two:2", "B:two:2 C:three:3")]      // added here, removed there
    [InlineData("A:one:1 B:two:2", "B:two:2 A:one:1", "A:one:1 B:two:9", "B:two:9 A:one:1")]          // reordered here, edited there
    [InlineData("A:one:1", "A:one:1 B:b:1", "C:c:1 A:one:1", "C:c:1 A:one:1 B:b:1")]                  // added on both
    [InlineData("A:one:1", "A:one:1 B:b:1", "A:one:1 B:b:1 C:c:1", "A:one:1 B:b:1 C:c:1")]            // one line added on both
    [InlineData("A:one:1", "A:one:1 b:b:1", "A:one:1 B:b:1 C:c:1", "A:one:1 B:b:1 C:c:1")]            // the same key in another form
    [InlineData("", "A:one:1", "B:two:2", "A:one:1 B:two:2")]                                         // from nothing
    public void Lines_edited_on_both_sides_meet(string agreed, string crm, string shop, string both) =>
        Settled(Items, Lines(agreed), Lines(crm), Lines(shop)).Records.ShouldBe(Both("items", Lines(both)));

    [Theory]
    [InlineData(ConflictPolicy.Crm, "A:one:5 B:two:2", "A:one:6 B:two:3", "A:one:5 B:two:3")]
    [InlineData(ConflictPolicy.Shop, "A:one:5 B:two:2", "A:one:6 B:two:3", "A:one:6 B:two:3")]
    [InlineData(ConflictPolicy.Crm, "B:two:5", "A:one:6 B:two:2", "B:two:5")]                         // removed here, edited there
    [InlineData(ConflictPolicy.Shop, "B:two:5", "A:one:6 B:two:2", "A:one:6 B:two:5")]
    public void Where_lines_contradict_the_policy_decides_and_the_rest_meets(ConflictPolicy policy, string crm, string shop, string both) =>
        Settled(Items with { Policy = policy }, Lines("A:one:1 B:two:2"), Lines(crm), Lines(shop)).Records.ShouldBe(Both("items", Lines(both)));

    [Fact]
    public void Under_manual_lines_that_contradict_wait_for_a_person_and_lines_that_do_not_meet()
    {
        var manual = Items with { Policy = ConflictPolicy.Manual };
        var apart = Settled(manual, Lines("A:one:1"), Lines("A:one:5"), Lines("A:one:6"));
        apart.Pair.Status.ShouldBe(PairStatus.Conflict);
        apart.Writes.ShouldBeEmpty();
        Settled(manual, Lines("A:one:1"), Lines("A:uno:5"), Lines("A:un:6")).Pair.Status.ShouldBe(PairStatus.Conflict, "also where a line contradicts twice");
        Settled(manual, Lines("A:one:1"), Lines("A:one:5"), Lines("A:ONE:1")).Records.ShouldBe(Both("items", Lines("A:ONE:5")));
    }

    [Fact]
    public void Lines_with_one_key_twice_are_decided_as_a_whole() => Settled(
        Items with { Policy = ConflictPolicy.Shop }, Lines("A:one:1 A:two:2"), Lines("A:one:5 A:two:2"), Lines("A:one:1 A:two:7"))
        .Records.ShouldBe(Both("items", Lines("A:one:1 A:two:7")));

    /// <summary>The shop stores titles in capitals.</summary>
    [Theory]
    [InlineData("A:one:1 B:two:1", "A:ONE:1 B:TWO:5", "A:one:1 B:two:5", "A:ONE:1 B:TWO:5")]     // another line
    [InlineData("A:one:1 B:two:1", "A:ONE:5 B:TWO:1", "A:one:5 B:two:1", "A:ONE:5 B:TWO:1")]     // the same line
    [InlineData("A:one:1 B:two:1", "A:ONE:1", "A:one:1", "A:ONE:1")]                             // removed there
    [InlineData("A:uno:1 B:two:1", "A:ONE:1 B:TWO:5", "A:uno:1 B:two:5", "A:UNO:1 B:TWO:5")]     // edited on both sides
    [InlineData("A:uno:1", "A:ONE:5 B:TWO:1", "A:uno:5", "A:UNO:5")]
    public void A_sides_own_form_of_a_line_does_not_come_back_with_an_edit_of_another_part(string crm, string shop, string crmEnds, string shopEnds)
    {
        var world = new World(new Talk(Shown("A:ONE:1 B:TWO:1"), Of(Items)), Shouting);
        world.Edit(Crm, Record("items", Lines(crm)));
        world.Edit(Shop, Record("items", Lines(shop)));
        foreach (var side in Sides.Both.Concat(Sides.Both))
            world.Deliver(side);
        world.Records.ShouldBe(new PerSide<CanonicalRecord>(Record("items", Lines(crmEnds)), Record("items", Lines(shopEnds))));
        world.Writes.Count.ShouldBeLessThanOrEqualTo(2);
        world.Pair.Status.ShouldBe(PairStatus.InSync);
    }

    /// <summary>Else what the crm has in its own form would pass for its edit, and stand against the shop's.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sides_own_form_stays_a_form_where_an_edit_laid_over_the_other_was_not_answered_or_not_shown(bool isAnswered)
    {
        var pair = new Talk(Shown("A:ONE:1 B:TWO:1"), Of(Items) with { Policy = ConflictPolicy.Crm });
        Sees(pair, "A:ONE:1 B:TWO:5");
        var sent = pair.Asked.ShouldBeOfType<Ask.Update>();
        sent.Patch.ShouldBe(Record("items", Lines("A:one:1 B:two:5")));
        _ = isAnswered ? pair.Answers(Crm, new WriteOutcome.Succeeded(null)) : pair.AnswersUnknown(Crm).Crashes().Later(TimeSpan.FromSeconds(5)).Answers(Crm, new WriteOutcome.VersionMismatch());
        pair.Step(new Input.Read(Crm, new SideAnswer.Found("c", sent.Patch.Mapped(), "c2", Talk.Noon)) { Now = pair.Now });
        pair.Asked.ShouldBeNull();
        Sees(pair, "A:UNE:1 B:TWO:5");
        pair.Asked.ShouldBeOfType<Ask.Update>().Patch.ShouldBe(Record("items", Lines("A:UNE:1 B:two:5")));

        static void Sees(Talk pair, string shop) => pair.Hint(Shop).Step(new Input.Read(Shop, new SideAnswer.Found("s", Record("items", Lines(shop)).Mapped(), shop, Talk.Noon)) { Now = pair.Now });
    }

    [Fact]
    public void What_was_combined_stands_even_if_the_other_side_is_edited_while_it_is_sent()
    {
        var world = Apart(Tags, Set("a"), Set("a b"), Set("a c"));
        world.BeforeWrite = () =>
        {
            world.BeforeWrite = null;
            world.Edit(Crm, Record("tags", Set("a b d")));
        };
        world.Settle(new Input.Due { Now = Talk.Noon });
        world.Deliver(Crm);
        world.Records.ShouldBe(Both("tags", Set("a b c d")));
    }

    [Fact]
    public void What_was_combined_and_not_answered_is_found_and_agreed()
    {
        var pair = new Talk(Pair.Linked(Record("tags", Set("a")), Record("tags", Set("a b")), Record("tags", Set("a c"))), Of(Tags)).Due();
        var sent = pair.Asked.ShouldBeOfType<Ask.Update>();
        sent.Patch.ShouldBe(Record("tags", Set("a b c")));
        pair.AnswersUnknown(sent.Side).Crashes().Later(TimeSpan.FromSeconds(5));
        pair.Answers(sent.Side, new WriteOutcome.VersionMismatch());
        pair.Step(new Input.Read(sent.Side, new SideAnswer.Found(Pair.Name(sent.Side), sent.Patch.Mapped(), "s9", Talk.Noon)) { Now = pair.Now });
        pair.State.Base.ShouldBe(Record("tags", Set("a b")));
        pair.Asked.ShouldBe(new Ask.Update(sent.Side.Other(), Pair.Name(sent.Side.Other()), sent.Patch, "c1"));
    }

    /// <summary>What was sent and not answered is found with a person's edit of another part beside it, and was edited at its source meanwhile.</summary>
    [Theory]
    [InlineData("A:one:1", "A:one:1 N:new:1", "A:one:1 N:new:1 X:x:1", "A:one:1", "A:one:1 X:x:1")]          // a line that was sent is removed again
    [InlineData("A:one:1", "", "X:x:1", "A:one:1", "A:one:1 X:x:1")]                                         // a line that was removed comes back
    [InlineData("A:one:1", "A:ONE:1", "A:ONE:5", "A:uno:1", "A:uno:5")]                                      // one line, edited on in both
    [InlineData("A:one:1", "A:one:1 N:new:1", "A:one:5", "A:one:1 N:new:2", "A:one:5 N:new:2")]              // never written
    public void Of_a_write_found_in_part_that_part_is_agreed(string agreed, string sent, string found, string source, string both) =>
        FoundInPart(Items, Lines(agreed), Lines(sent), Lines(found), Lines(source)).ShouldBe(Record("items", Lines(both)));

    [Theory]
    [InlineData("a", "a n", "a n x", "a", "a x")]
    [InlineData("a b", "a", "a x", "a b", "a b x")]
    [InlineData("a", "a n", "a x", "a n m", "a x n m")]
    public void Of_words_found_in_part_that_part_is_agreed(string agreed, string sent, string found, string source, string both) =>
        FoundInPart(Tags, Set(agreed), Set(sent), Set(found), Set(source)).ShouldBe(Record("tags", Set(both)));

    /// <summary>The same of a value that was combined: the record written to had an edit of its own, which is not agreed by the write.</summary>
    [Theory]
    [InlineData("a", "a n", "a o", "a n o x", "a", "a o x")]              // what was sent is taken out again at its source
    [InlineData("a b", "a", "a b o", "a o x", "a b", "a o x b")]          // what was taken out comes back at its source
    [InlineData("a", "a n", "a o", "a o x", "a n m", "a o x n m")]        // never written
    [InlineData("a", "a n", "a o", "a n x", "a n", "a n x")]              // its own edit is taken back
    public void Of_a_combination_found_in_part_that_part_is_agreed(string agreed, string crm, string shop, string found, string source, string both) =>
        FoundInPart(Tags, Set(agreed), Set(crm), Set(found), Set(source), Set(shop)).ShouldBe(Record("tags", Set(both)));

    [Theory]
    [InlineData("A:one:1", "A:one:1 N:new:1", "A:one:2", "A:one:2 N:new:1 X:x:1", "A:one:1", "A:one:2 X:x:1")]
    [InlineData("A:one:1", "A:ONE:1", "A:one:2", "A:ONE:3", "A:uno:1", "A:uno:3")]
    public void Of_combined_lines_found_in_part_that_part_is_agreed(string agreed, string crm, string shop, string found, string source, string both) =>
        FoundInPart(Items, Lines(agreed), Lines(crm), Lines(found), Lines(source), Lines(shop)).ShouldBe(Record("items", Lines(both)));

    /// <summary>What is written at last.</summary>
    private static CanonicalRecord FoundInPart(Property property, Value agreed, Value sent, Value found, Value source, Value? own = null)
    {
        var pair = new Talk(Pair.Linked(Record(property.Name, agreed), Record(property.Name, sent), Record(property.Name, own ?? agreed)), Of(property)).Due();
        pair.Asked.ShouldBeOfType<Ask.Update>().Side.ShouldBe(Shop);
        pair.AnswersUnknown(Shop).Crashes().Later(TimeSpan.FromSeconds(5));
        pair.Step(new Input.Observed(Crm, "c", Record(property.Name, source).Mapped(), "c2", pair.Now, new Position(1, 99), false) { Now = pair.Now });
        pair.Answers(Shop, new WriteOutcome.VersionMismatch());
        pair.Step(new Input.Read(Shop, new SideAnswer.Found("s", Record(property.Name, found).Mapped(), "s9", Talk.Noon)) { Now = pair.Now });
        return pair.Asked.ShouldBeOfType<Ask.Update>().Patch;
    }

    private static World Settled(Property property, Value agreed, Value crm, Value shop)
    {
        var world = Apart(property, agreed, crm, shop);
        world.Settle(new Input.Due { Now = Talk.Noon });
        return world;
    }

    private static World Apart(Property property, Value agreed, Value crm, Value shop) =>
        new(new Talk(Pair.Linked(Record(property.Name, agreed), Record(property.Name, crm), Record(property.Name, shop)), Of(property)));

    /// <summary>A and B are agreed on, and the shop has them in its own form.</summary>
    private static PairState Shown(string form)
    {
        var (agreed, own) = (Record("items", Lines("A:one:1 B:two:1")), Record("items", Lines(form)));
        var state = Pair.Linked(agreed, agreed, own);
        return state with { Sides = state.Sides.With(Shop, state.Sides.Shop with { Normalised = own }) };
    }

    private static CanonicalRecord Shouting(Side side, CanonicalRecord record) => side == Crm ? record : Record("items", new Value.Lines(
        [.. ((Value.Lines)record["items"]!).Items.Select(line => line.With("title", Texts.Value(line["title"]!.ToString()!.ToUpperInvariant())))]));

    private static Pairing Of(Property property) => Pair.Pairing with { Properties = [property] };

    private static PerSide<CanonicalRecord> Both(string name, Value value) => new(Record(name, value), Record(name, value));

    private static CanonicalRecord Record(string name, Value value) => CanonicalRecord.Nothing.With(name, value);

    private static Value.Set Set(string words) => new(words.Split(' '));

    internal static Value.Lines Lines(string text) => new([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':'))
        .Select(parts => Record("sku", Texts.Value(parts[0])).With("title", Texts.Value(parts[1])).With("qty", Texts.Value(parts[2])))]);
}
