using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>What a create whose answer was lost may have made, found again: its values are agreed, edits made since stand, and nothing clears nothing.</summary>
public sealed class FoundAgainTests
{
    private const string Ada = "email=a@x name=Ada";

    [Fact]
    public void What_a_create_of_unknown_outcome_made_is_agreed_where_it_is_found()
    {
        var pair = Lost().ReadsCandidate(Shop, "s", Ada).Reads(Shop);
        pair.Asked.ShouldBeNull();
        pair.Row.Base.ShouldBe(Record(Ada));
        pair.Row.Provenance["name"].ShouldBe(new Provenance(Crm, pair.Now, "created"));
        pair.Told.ShouldNotContain(told => told.Kind == ActivityKind.Decided);
    }

    [Fact]
    public void Another_value_found_after_a_create_of_unknown_outcome_stands_and_is_told_over_what()
    {
        var pair = Lost().ReadsCandidate(Shop, "s", "email=a@x name=Zoe").Reads(Shop);
        pair.Asked.ShouldBe(new Ask.Update(Crm, "c", Record("name=Zoe"), pair.Crm.Version));
        var told = pair.Told.Single(told => told.Kind == ActivityKind.Decided);
        (told.Side, told.Property, told.From, told.To, told.Rule).ShouldBe((Shop, "name", "\"Ada\"", "\"Zoe\"", "created"));
    }

    [Fact]
    public void Another_value_found_after_a_create_of_unknown_outcome_gives_way_to_a_later_edit_of_the_source_under_any_policy()
    {
        var pair = Lost(then: "name=Bea").Under(p => p with { Policy = ConflictPolicy.Shop }).ReadsCandidate(Shop, "s", "email=a@x name=ADA").Reads(Shop);
        pair.Asked.ShouldBe(new Ask.Update(Shop, "s", Record("name=Bea"), pair.Shop.Version));
    }

    /// <summary>Where nothing is created nobody woke it, and the two were never linked.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_side_that_fails_when_two_halves_would_be_linked_has_them_look_again(bool isOwn)
    {
        var pair = Pair.Half().Under(p => p with { Create = CreateMode.None }).Feed(Crm, "email=a@x name=Ada", "c1").LooksAround(Pair.Holder(Pair.HigherId));
        pair = isOwn ? pair.ReadFails(Crm) : pair.Reads(Crm).CandidateReadFails(Shop);
        (pair.Asked, pair.LastCommit!.NextAttempt is null).ShouldBe((null, false));
        pair.Crashes().Later(TimeSpan.FromMinutes(1)).Asked.ShouldBe(new Ask.LookAround(Crm, "a@x"));
    }

    [Fact]
    public void Nothing_found_where_a_create_of_unknown_outcome_sent_a_value_clears_nothing()
    {
        var pair = Lost().ReadsCandidate(Shop, "s", "email=a@x name=").Reads(Shop);
        pair.Asked.ShouldBe(new Ask.Update(Shop, "s", Record("name=Ada"), pair.Shop.Version));
        pair.Row.Provenance["name"].Rule.ShouldBe("first agreement");
    }

    /// <summary>A create whose answer was lost on a side without keys; a record of its match key was found.</summary>
    private static Talk Lost(string then = "") => Pair.Creating(talk => talk.Where(Shop, can => can with { IdempotencyKeys = false }))
        .AnswersUnknown(Shop).Later(TimeSpan.FromMinutes(1)).Reads(Crm, then, then.Length == 0 ? "c1" : "c9").Finds(Shop, new FoundRecord("s", null));
}
