using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>When a record that was deleted is made again, as what is left was edited, and when it is not.</summary>
public sealed class MadeAgainTests
{
    /// <summary>Every read of it was taken for an edit, and what had been deleted was made again.</summary>
    [Fact]
    public void A_record_of_a_side_without_versions_is_deleted_unless_another_value_is_seen()
    {
        Versionless("").Asked.ShouldBe(new Ask.Delete(Shop, "s", null));
        Versionless("phone=2").Asked.ShouldBe(new Ask.LookAround(Shop, "a@x"));

        static Talk Versionless(string edit)
        {
            var pair = new Talk(Pair.Linked().State.With(Shop, Pair.Linked().Shop with { Version = null }), Pair.Pairing)
                .Where(Shop, can => can with { ConditionalWrites = false, VersionsNeverRecur = false }).Hint(Crm).ReadsGone(Crm).Grants(Shop);
            pair.Asked.ShouldBe(new Ask.Read(Shop, "s"));
            return pair.Step(new Input.Read(Shop, new SideAnswer.Found("s", pair.Shop.Seen.With(Record(edit)).Mapped(), null, null)) { Now = pair.Now });
        }
    }

    [Fact]
    public void What_is_made_again_has_nothing_of_what_was_agreed_with_the_record_that_is_gone()
    {
        var pair = Pair.Linked().Feed(Crm, "name=Bea").Stores(Shop, "name=BEA").Edits(Crm, "memo=yes").Answers(Shop, new WriteOutcome.VersionMismatch())
            .Reads(Shop, "memo=no phone=2", "s9").Answers(Crm, new WriteOutcome.NotFound()).ReadsGone(Crm);
        pair.Asked.ShouldBe(new Ask.LookAround(Shop, "a@x"));
        pair.Told.ShouldContain(told => told.Side == Shop && told.Text == "created again on crm: it was edited when its counterpart was deleted");
        pair.Row.Conflicts.ShouldBeEmpty();
        pair.Row.Sides.Shop.ShouldSatisfyAllConditions(
            shop => shop.Normalised.Count.ShouldBe(0), shop => shop.EditedAt.ShouldBeEmpty(), shop => shop.Resisted.ShouldBeFalse(), shop => shop.Intent.ShouldBeNull());
    }
}
