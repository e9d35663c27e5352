using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>In what a record is not as its pair knows it.</summary>
public sealed class AuditingTests
{
    private static readonly PairState Known = Pair.Linked().Reads(Crm, "phone=2", "c2").Stores(Shop).State;

    [Fact]
    public void A_record_as_known_is_not_divergent() => Compare(Known, "", "c2").ShouldBeNull();

    [Fact]
    public void Another_version_of_the_same_values_is_told_from_other_values()
    {
        Compare(Known, "", "c3").ShouldBe(DivergenceReason.MissedVersion);
        Compare(Known, "name=Bea", "c3").ShouldBe(DivergenceReason.MissedEdit);
        Compare(Known, "name=Bea", "c2").ShouldBe(DivergenceReason.MissedEdit, "somebody may write under the old version");
    }

    [Fact]
    public void A_record_that_left_the_scope_is_an_edit() =>
        Auditing.Compare(Known, Crm, Known[Crm].Seen.Mapped(inScope: false), "c2").ShouldBe(DivergenceReason.MissedEdit);

    [Fact]
    public void A_record_held_for_gone_that_is_there_has_returned()
    {
        var gone = Pair.Linked().Under(p => p with { Delete = p.Delete.With(Crm, DeleteMode.Ignore) }).Hint(Crm).ReadsGone(Crm).State;
        Compare(gone, "", "c1").ShouldBe(DivergenceReason.MissedReturn);
        Auditing.IsExpected(gone, Crm).ShouldBeFalse();
        Auditing.IsExpected(gone, Shop).ShouldBeTrue();
    }

    [Fact]
    public void A_pair_that_is_about_to_read_or_is_unlinked_is_left_alone()
    {
        var owing = Known.With(Crm, Known[Crm] with { ReadOwed = true });
        var unlinked = Known with { Halt = new Halt(PairStatus.Unlinked, "by Eve") };
        Compare(owing, "name=Bea", "c3").ShouldBeNull();
        Compare(unlinked, "name=Bea", "c3").ShouldBeNull();
        Auditing.IsExpected(unlinked, Crm).ShouldBeFalse();
    }

    [Fact]
    public void A_read_tells_what_was_missed_and_in_which_properties()
    {
        var edited = Auditing.Tell(Known, Read(new SideAnswer.Found("c", (Known[Crm].Seen.With("name", Value("Bea"))).Mapped(), "c3", null)))!;
        (edited.Reason, edited.IsThere, edited.Version).ShouldBe((DivergenceReason.MissedEdit, true, "c3"));
        edited.Text.ShouldBe("name; version c3, known was c2");
        Auditing.Tell(Known, Read(new SideAnswer.NotFound()))!.Reason.ShouldBe(DivergenceReason.MissedDelete);
        Auditing.Tell(Known, Read(new SideAnswer.Failed(new Failure("no answer")))).ShouldBeNull();
    }

    [Fact]
    public void A_pair_is_unsettled_only_if_it_has_something_to_do_by_what_it_knows()
    {
        Auditing.IsUnsettled(Known, Pair.Pairing).ShouldBeFalse();
        var edited = Known.With(Crm, Known[Crm] with { Seen = Known[Crm].Seen.With("name", Value("Bea")) });
        Auditing.IsUnsettled(edited, Pair.Pairing).ShouldBeTrue();
        Auditing.IsUnsettled(edited with { Halt = new Halt(PairStatus.Parked, "refused") }, Pair.Pairing).ShouldBeFalse();
    }

    private static Input.Read Read(SideAnswer answer) => new(Crm, answer) { Now = Talk.Noon };

    private static DivergenceReason? Compare(PairState state, string edit, string version) =>
        Auditing.Compare(state, Crm, state[Crm].Seen.With(Record(edit)).Mapped(), version);
}
