using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>What is told of a value: what it was, what it is, why, and when it was edited.</summary>
public sealed class TellingTests
{
    private static readonly DateTimeOffset Edited = Talk.Noon.AddMinutes(-3);

    [Fact]
    public void An_edit_is_told_of_every_property_it_brought()
    {
        var pair = Pair.Linked().Feed(Crm, "name=Bea phone=2", modifiedAt: Edited).Stores(Shop);
        pair.Told.Select(told => (told.Kind, told.Side, told.Property, told.From, told.To, told.Rule, told.EditedAt)).ShouldBe(
        [
            (ActivityKind.Updated, Shop, "name", "\"Ada\"", "\"Bea\"", "edit", Edited),
            (ActivityKind.Updated, Shop, "phone", "\"1\"", "\"2\"", "edit", Edited),
        ]);
    }

    [Fact]
    public void A_write_whose_answer_was_lost_is_told_when_it_is_found()
    {
        var pair = Pair.Linked().Feed(Crm, "name=Bea", modifiedAt: Edited).AnswersUnknown(Shop).Later(TimeSpan.FromMinutes(1)).Crashes()
            .Answers(Shop, new WriteOutcome.VersionMismatch()).Reads(Shop, "name=Bea", "s9");
        var told = pair.Told.Where(told => told.Kind == ActivityKind.Updated).ShouldHaveSingleItem();
        (told.Side, told.From, told.To, told.Rule, told.EditedAt).ShouldBe((Shop, "\"Ada\"", "\"Bea\"", "edit", Edited));
    }

    /// <summary>It was told by the answer, and again by the read that showed it, or by the next answer.</summary>
    [Theory]
    [InlineData("name=Bea")]
    [InlineData("")]
    public void A_write_answered_without_its_record_is_told_once(string found)
    {
        var pair = Pair.Linked().Feed(Crm, "name=Bea").Answers(Shop, new WriteOutcome.Succeeded(null)).Reads(Shop, found, found.Length > 0 ? "s2" : null);
        pair = pair.Asked is null ? pair : pair.Answers(Shop, new WriteOutcome.Succeeded(null)).Reads(Shop, "name=Bea", "s2");
        var told = pair.Told.ShouldHaveSingleItem();
        (told.Kind, told.From, told.To).ShouldBe((ActivityKind.Updated, "\"Ada\"", "\"Bea\""));
    }

    [Fact]
    public void A_policy_decision_is_told_with_the_value_that_lost()
    {
        var pair = Pair.Apart("name=Ada", "name=Bea", "name=Cid").Due();
        var told = pair.Told.ShouldHaveSingleItem();
        (told.Kind, told.Side, told.From, told.To, told.Rule).ShouldBe((ActivityKind.Decided, Crm, "\"Cid\"", "\"Bea\"", "newer"));
    }

    [Fact]
    public void A_policy_decision_is_told_with_the_time_of_the_edit_that_won()
    {
        var told = Pair.Linked().Hint(Shop).Feed(Crm, "name=Bea", modifiedAt: Edited.AddMinutes(-1)).Reads(Shop, "name=Zoe", "s2", modifiedAt: Edited).Told.ShouldHaveSingleItem();
        (told.Kind, told.Side, told.EditedAt).ShouldBe((ActivityKind.Decided, Shop, Edited));
    }

    [Fact]
    public void Equal_edits_on_both_sides_are_told_once_and_a_first_agreement_not_at_all()
    {
        Pair.Apart("", "name=Ada", "name=Ada").Due().Told.ShouldBeEmpty();
        var told = Pair.Apart("name=Ada", "name=Bea", "name=Bea").Due().Told.ShouldHaveSingleItem();
        (told.Kind, told.From, told.To, told.Rule).ShouldBe((ActivityKind.Agreed, "\"Ada\"", "\"Bea\"", "equal"));
    }

    [Theory]
    [InlineData(Crm)]
    [InlineData(Shop)]
    public void Equal_edits_are_told_with_the_time_of_one_of_them(Side first)
    {
        var pair = Pair.Linked().Hint(first.Other()).Feed(first, "name=Bea", modifiedAt: Edited).Reads(first.Other(), "name=Bea", "9", modifiedAt: Edited);
        var told = pair.Told.ShouldHaveSingleItem();
        (told.Kind, told.EditedAt).ShouldBe((ActivityKind.Agreed, Edited));
    }

    [Fact]
    public void A_decision_of_a_person_goes_to_the_other_side_as_theirs_whatever_it_meets()
    {
        var pair = Pair.Apart("memo=hi phone=1", "memo=yes phone=1", "memo=no phone=1").Due().Resolves("memo", Crm)
            .Answers(Shop, new WriteOutcome.VersionMismatch()).Reads(Shop, "phone=2", "s9");
        while (pair.Asked is Ask.Update update)
            pair.Stores(update.Side);
        var told = pair.Told.Single(told => told is { Kind: ActivityKind.Updated, Property: "memo" });
        (told.Side, told.From, told.To, told.Rule, told.By).ShouldBe((Shop, "\"no\"", "\"yes\"", "manual", "Eve"));
        pair.Row.Provenance["memo"].By.ShouldBe("Eve");
    }

    [Fact]
    public void A_decision_of_a_person_is_told_as_theirs_with_the_value_that_lost()
    {
        var told = Pair.Apart("memo=hi", "memo=yes", "memo=no").Due().Resolves("memo", Crm).Told.Single(told => told.Kind == ActivityKind.Resolved);
        (told.Side, told.From, told.To, told.Rule, told.By).ShouldBe((Crm, "\"no\"", "\"yes\"", "manual", "Eve"));
    }

    [Fact]
    public void A_link_is_told_of_the_record_linked_and_of_when_that_was_changed()
    {
        var told = Pair.Half().Feed(Crm, "email=a@x name=Ada", "c1").LooksAround().Reads(Crm).Finds(Shop, new FoundRecord("s9", null)).ReadsCandidate(Shop, "s9", "email=a@x name=Ada")
            .Told.Single(told => told.Kind == ActivityKind.Linked);
        (told.Side, told.Text, told.By, told.EditedAt).ShouldBe((Shop, "crm c with shop s9", null, Talk.Noon));
    }

    [Fact]
    public void A_creation_is_told_with_the_record_and_a_deletion_once_with_the_last_one()
    {
        var created = Pair.Creating().Stores(Shop).Told.Single(told => told.Kind == ActivityKind.Created);
        (created.Side, created.To, created.Rule).ShouldBe((Shop, ValueJson.RecordText(Record("email=a@x name=Ada")), "created"));

        var deleting = Pair.Linked().Hint(Crm).ReadsGone(Crm).Grants(Shop).AnswersUnknown(Shop).Later(TimeSpan.FromMinutes(1))
            .Answers(Shop, new WriteOutcome.NotFound()).ReadsGone(Shop);
        deleting.Told.Where(told => told.Kind == ActivityKind.Deleted).ShouldHaveSingleItem().From.ShouldBe(
            ValueJson.RecordText(Record("email=a@x name=Ada phone=1 segment=gold memo=hi")));
    }

    [Fact]
    public void Provenance_keeps_the_revision_it_was_agreed_under()
    {
        var pair = Pair.Linked().Feed(Crm, "name=Bea").Stores(Shop).Under(p => p with { Revision = 2 }).Due().Reads(Crm).Reads(Shop)
            .Hint(Crm).Reads(Crm, "phone=3", "c9");
        pair.Row.Provenance["name"].Revision.ShouldBe(1);
        pair.Row.Provenance["phone"].Revision.ShouldBeNull();
        pair.Row.Revision.ShouldBe(2);
    }
}
