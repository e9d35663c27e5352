using Sync.Reconciliation;

namespace Sync.Grains;

/// <summary>Counts what a pair's loop does; the instruments stand in <see cref="SyncTelemetry"/>.</summary>
internal static class PairMetrics
{
    /// <summary>A commit was answered; if it is durable, so is its activity.</summary>
    public static void Committed(string pairing, CommitOutcome outcome, IReadOnlyList<Activity> activity)
    {
        SyncTelemetry.CommitAnswered(pairing, outcome switch
        {
            CommitOutcome.Committed => "committed",
            CommitOutcome.Stale => "stale",
            CommitOutcome.IdTaken => "id-taken",
            CommitOutcome.KeyTaken => "key-taken",
            _ => throw new System.Diagnostics.UnreachableException(),
        });
        if (outcome is not CommitOutcome.Committed)
            return;
        foreach (var happened in activity)
            Count(pairing, happened);
    }

    /// <summary>A side answered.</summary>
    /// <param name="pairing">The pairing.</param>
    /// <param name="ask">What was asked.</param>
    /// <param name="answer">What it answered.</param>
    /// <param name="taken">How long ago the change was taken that this is worked for; <see langword="null"/>: for none.</param>
    public static void Answered(string pairing, Ask ask, Input answer, TimeSpan? taken)
    {
        if (answer is Input.Read read)
            SyncTelemetry.ReadAnswered(pairing, read.Side, Word(read.Answer));
        if (answer is not Input.Written written || Operation(ask) is not { } operation)
            return;
        SyncTelemetry.WriteAnswered(pairing, written.Side, operation, Word(written.Outcome));
        if (written.Outcome is WriteOutcome.Succeeded && taken is { } since)
            SyncTelemetry.EditArrived(pairing, written.Side, since);
    }

    private static void Count(string pairing, Activity happened)
    {
        switch (happened)
        {
            case { Kind: ActivityKind.Retrying, Side: { } side }:
                SyncTelemetry.RetryPlanned(pairing, side);
                break;
            case { Kind: ActivityKind.Parked }:
                SyncTelemetry.PairParked(pairing);
                break;
            case { Kind: ActivityKind.Decided, Property: { } property, Side: { } side }:
                SyncTelemetry.ConflictFound(pairing, property, side.Name());
                break;
            case { Kind: ActivityKind.Conflict, Property: { } property }:
                SyncTelemetry.ConflictFound(pairing, property, "manual");
                break;
        }
    }

    private static string? Operation(Ask ask) => ask switch
    {
        Ask.Update => "update",
        Ask.Create => "create",
        Ask.Delete => "delete",
        _ => null,
    };

    private static string Word(SideAnswer answer) => answer switch
    {
        SideAnswer.Found => "found",
        SideAnswer.NotFound => "not-found",
        SideAnswer.Failed => "failed",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Word(WriteOutcome outcome) => outcome switch
    {
        WriteOutcome.Succeeded => "succeeded",
        WriteOutcome.VersionMismatch => "version-mismatch",
        WriteOutcome.NotFound => "not-found",
        WriteOutcome.AlreadyExists => "already-exists",
        WriteOutcome.Rejected => "rejected",
        WriteOutcome.Retryable => "retryable",
        WriteOutcome.Unknown => "unknown",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
