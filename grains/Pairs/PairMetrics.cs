using System.Text.Json;
using Sync.Reconciliation;

namespace Sync.Grains;

/// <summary>Counts what a pair does: the one place where the protocol's facts become metrics.</summary>
internal sealed class PairMetrics(string pairing, TimeProvider time)
{
    public void Read(Side side, SideAnswer answer) => SyncTelemetry.ReadAnswered(pairing, side, Word(answer));

    /// <summary>A write was answered; one that succeeded brought the change taken at <paramref name="takenAt"/> to its side.</summary>
    public void Written(Ask ask, Input.Written written, long? takenAt)
    {
        SyncTelemetry.WriteAnswered(pairing, written.Side, Word(ask), Word(written.Outcome));
        if (takenAt is { } began && ask is not Ask.Delete && written.Outcome is WriteOutcome.Succeeded)
            SyncTelemetry.EditArrived(pairing, written.Side, time.GetElapsedTime(began));
    }

    public void Committed(CommitOutcome outcome, IReadOnlyList<Activity> activity)
    {
        SyncTelemetry.CommitAnswered(pairing, Word(outcome));
        if (outcome is not CommitOutcome.Committed)
            return;
        foreach (var what in activity)
            Count(what);
    }

    /// <summary>A body that asked and committed nothing was our own write coming back.</summary>
    public void Stepped(Input input, Decision decision)
    {
        if (input is Input.Observed observed && decision is { Commit: null, Ask: null })
            SyncTelemetry.EchoSeen(pairing, observed.Side);
    }

    private void Count(Activity what)
    {
        switch (what.Kind)
        {
            case ActivityKind.Conflict:
                SyncTelemetry.ConflictFound(pairing, what.Property ?? "", "manual");
                break;
            case ActivityKind.Decided when what is { Property: { } property, Side: { } winner }:
                SyncTelemetry.ConflictFound(pairing, property, winner.Name());
                break;
            case ActivityKind.Parked:
                SyncTelemetry.PairParked(pairing);
                break;
            case ActivityKind.Retrying when what.Side is { } side:
                SyncTelemetry.RetryPlanned(pairing, side);
                break;
        }
    }

    private static string Word(object outcome) => JsonNamingPolicy.KebabCaseLower.ConvertName(outcome.GetType().Name);
}
