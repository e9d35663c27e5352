using System.Collections.Immutable;
using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>Whose value stands, by which rule, and what people are told of it.</summary>
public sealed class JudgingTests
{
    private static readonly DateTimeOffset Early = Talk.Noon.AddHours(-2);
    private static readonly DateTimeOffset Late = Talk.Noon.AddHours(-1);

    [Theory]
    [InlineData(ConflictPolicy.Crm, 2, 1, Shop, Crm, "crm")]
    [InlineData(ConflictPolicy.Shop, 1, 2, Crm, Shop, "shop")]
    [InlineData(ConflictPolicy.Newer, 2, 1, Shop, Crm, "newer")]
    [InlineData(ConflictPolicy.Newer, 1, 2, Crm, Shop, "newer")]
    [InlineData(ConflictPolicy.Newer, 1, 1, Crm, Crm, "newer")]         // a tie
    [InlineData(ConflictPolicy.Newer, 1, 1, Shop, Shop, "newer")]
    [InlineData(ConflictPolicy.Newer, 0, 1, Crm, Crm, "newer")]         // a side that tells no time
    [InlineData(ConflictPolicy.Newer, 1, 0, Crm, Crm, "newer")]
    [InlineData(ConflictPolicy.Newer, 0, 1, Shop, Shop, "newer")]
    [InlineData(ConflictPolicy.Newer, 1, 0, Shop, Shop, "newer")]
    public void Of_two_edits_the_policy_decides_and_people_are_told_what_lost(
        ConflictPolicy policy, int crmTime, int shopTime, Side preferred, Side winner, string rule)
    {
        var pair = Edited("email=a@x name=Ada", "email=a@x name=Bea", "email=a@x name=Cis", At(crmTime), At(shopTime))
            .Under(p => p with { Policy = policy, Preferred = preferred }).Due();

        var (kept, given) = winner == Crm ? ("Bea", "Cis") : ("Cis", "Bea");
        pair.Asked.ShouldBeOfType<Ask.Update>().ShouldSatisfyAllConditions(
            sent => sent.Side.ShouldBe(winner.Other()), sent => sent.Patch.ShouldBe(Record($"name={kept}")));
        pair.State.Provenance["name"].ShouldSatisfyAllConditions(told => told.Side.ShouldBe(winner), told => told.Rule.ShouldBe(rule));
        var decided = pair.Told.Single(told => told.Kind == ActivityKind.Decided);
        (decided.Side, decided.Property, decided.Rule, decided.From, decided.To).ShouldBe((winner, "name", rule, ValueJson.Text(Value(given)), ValueJson.Text(Value(kept))));
    }

    [Theory]
    [InlineData("name", "Bea", "Ada", Crm)]
    [InlineData("name", "Ada", "Bea", Shop)]
    [InlineData("segment", "Bea", "Ada", Crm)]      // one way
    public void An_edit_of_one_side_goes_to_the_other_and_nothing_is_decided(string property, string crm, string shop, Side editor)
    {
        var pair = Edited($"email=a@x {property}=Ada", $"email=a@x {property}={crm}", $"email=a@x {property}={shop}", Late, Late).Due();

        pair.Asked.ShouldBeOfType<Ask.Update>().Side.ShouldBe(editor.Other());
        pair.State.Provenance[property].ShouldSatisfyAllConditions(told => told.Side.ShouldBe(editor), told => told.Rule.ShouldBe("edit"));
        pair.State.Base[property].ShouldBe(Value("Ada"), "what was agreed stands until the other side has it");
        pair.Told.ShouldNotContain(told => told.Kind == ActivityKind.Decided);
    }

    [Theory]
    [InlineData("name", "Bea", "Cis", Crm, Crm)]
    [InlineData("name", "Bea", "Cis", Shop, Shop)]
    [InlineData("name", "", "Cis", Crm, Shop)]
    [InlineData("name", "Bea", "", Shop, Crm)]
    [InlineData("segment", "Bea", "Cis", Shop, Crm)]      // one way
    public void At_first_the_preferred_sides_value_stands_or_the_only_one_and_people_are_told_over_what(
        string property, string crm, string shop, Side preferred, Side winner)
    {
        var pair = Edited("email=a@x", $"email=a@x {property}={crm}", $"email=a@x {property}={shop}", Early, Late)
            .Under(p => p with { Preferred = preferred }).Due();

        pair.State.Provenance[property].ShouldSatisfyAllConditions(
            told => told.Side.ShouldBe(winner), told => told.Rule.ShouldBe("first agreement"));
        pair.Told.Single(told => told.Kind == ActivityKind.Decided).ShouldSatisfyAllConditions(
            told => told.Side.ShouldBe(winner), told => told.Rule.ShouldBe("first agreement"));
        pair.State.Base[property].ShouldBe(Value(winner == Crm ? shop : crm), "the other's value gives way as if it had been agreed");
    }

    [Theory]
    [InlineData("a b", "a b c", Shop)]      // all the other has, and more
    [InlineData("a b c", "a b", Crm)]
    public void Edits_that_one_side_holds_together_go_from_there(string crm, string shop, Side from)
    {
        var tags = Pair.Both("tags") with { Type = PropertyType.Set };
        var pair = new Talk(Pair.Linked(Tags("a"), Tags(crm), Tags(shop)), Pair.Pairing with { Properties = [tags] }).Due();

        pair.Asked.ShouldBeOfType<Ask.Update>().ShouldSatisfyAllConditions(
            sent => sent.Side.ShouldBe(from.Other()), sent => sent.Patch.ShouldBe(Tags("a b c")));
        pair.State.Provenance["tags"].Rule.ShouldBe("combined");
        pair.Told.ShouldContain(told => told.Kind == ActivityKind.Decided && told.Rule == "combined" && told.Side == from);
        pair.State.Base.ShouldBe(Tags("a b"));
    }

    /// <summary>Under crm unless said otherwise; beside the contradiction each time an edit that meets it, so that neither side holds it all.</summary>
    [Theory]
    [InlineData("A:one:5 B:two:2", "A:one:6 B:TWO:2", "crm: line a, [{qty: 6, sku: A, title: one}], gives way to [{qty: 5, sku: A, title: one}]")]
    [InlineData("B:two:2", "A:one:6 B:TWO:2", "crm: line a, [{qty: 6, sku: A, title: one}], gives way to removed")]
    [InlineData("A:one:5 B:two:2", "B:TWO:2", "crm: line a, removed, gives way to [{qty: 5, sku: A, title: one}]")]
    [InlineData("A:one:5 B:TWO:2", "A:one:6 B:two:2", "shop: line a, [{qty: 5, sku: A, title: one}], gives way to [{qty: 6, sku: A, title: one}]", ConflictPolicy.Shop)]
    [InlineData("A:one:5 B:TWO:2", "B:two:2", "shop: line a, [{qty: 5, sku: A, title: one}], gives way to removed", ConflictPolicy.Shop)]
    [InlineData("B:two:2 A:one:1 C:c:1", "C:c:1 B:two:2 A:one:1 D:d:1", "crm: the order c b a d gives way to b a c", ConflictPolicy.Crm, "A:one:1 B:two:2 C:c:1")]
    [InlineData("B:two:2 A:one:1 C:c:1 D:d:1", "C:c:1 B:two:2 A:one:1", "shop: the order b a c d gives way to c b a", ConflictPolicy.Shop, "A:one:1 B:two:2 C:c:1")]
    [InlineData("A:one:5 B:two:3", "A:ONE:6 B:two:4", "crm: line a, [{qty: 6, sku: A, title: ONE}], gives way to [{qty: 5, sku: A, title: one}], line b, [{qty: 4, sku: B, title: two}], gives way to [{qty: 3, sku: B, title: two}]")]
    [InlineData("A:one:5 B:two:2", "A:one:1 B:TWO:2", null)]
    public void What_one_line_lost_to_the_other_is_told_and_what_merely_meets_is_not(
        string crm, string shop, string? told, ConflictPolicy policy = ConflictPolicy.Crm, string agreed = "A:one:1 B:two:2") => new Talk(
        Pair.Linked(Items(agreed), Items(crm), Items(shop)), Pair.Pairing with { Properties = [CombiningTests.Items], Policy = policy })
        .Due().Told.Where(activity => activity.Kind == ActivityKind.Decided).Select(activity => activity.Text).ShouldBe(told is null ? [] : [told]);

    private static Talk Edited(string agreed, string crm, string shop, DateTimeOffset? crmAt, DateTimeOffset? shopAt)
    {
        var state = Pair.Linked(Record(agreed), Record(crm), Record(shop));
        return new Talk(state with { Sides = new(Dated(state.Sides.Crm, crmAt), Dated(state.Sides.Shop, shopAt)) }, Pair.Pairing);

        SideState Dated(SideState side, DateTimeOffset? at) => side with
        {
            EditedAt = side.EditedAt.SetItems(side.Seen.Names.Where(name => !Equals(side.Seen[name], state.Base[name])).Select(name => KeyValuePair.Create(name, at))),
        };
    }

    private static DateTimeOffset? At(int time) => time switch { 0 => null, 1 => Early, _ => Late };

    private static CanonicalRecord Tags(string words) => CanonicalRecord.Nothing.With("tags", new Value.Set(words.Split(' ').ToImmutableArray()));

    private static CanonicalRecord Items(string lines) => CanonicalRecord.Nothing.With("items", CombiningTests.Lines(lines));
}
