using Microsoft.Extensions.Logging;

namespace Sync.Grains;

/// <summary>
/// How an ingest fails: how long it waits before it tries again, and one line when it begins and one when it is over. That a
/// whole side cannot be reached is the side's matter, told once for all its ingests by whoever watches the side.
/// </summary>
internal sealed partial class IngestFailures(IngestKey ingest, ILogger log)
{
    private const int FailuresToTell = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(1);

    private int inARow;
    private bool isTold;
    private string? lookReason;

    /// <summary>Why nothing can be taken; <see langword="null"/> while all is well.</summary>
    public string? Reason { get; private set; }

    /// <summary>Whether it is the side that is waited for.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Notes why a page could not be taken.</summary>
    /// <returns>The pause before the next attempt.</returns>
    public TimeSpan Note(Exception failure)
    {
        inARow++;
        Reason = failure.Message;
        IsWaiting = failure is ConnectorException;
        var isSideWide = failure is ConnectorException { Failure.SideWide: true };
        if (!isTold && !isSideWide && inARow >= FailuresToTell)
        {
            isTold = true;
            if (failure is ConnectorException or PairStoreException)
                Failing(ingest.Side.Name(), ingest.Name, failure.Message);
            else
                Broken(failure, ingest.Side.Name(), ingest.Name);
        }

        var pause = FirstPause * Math.Pow(2, Math.Min(inARow - 1, 10));
        pause = pause < LongestPause ? pause : LongestPause;
        var asked = (failure as ConnectorException)?.Failure.RetryAfter ?? TimeSpan.Zero;
        asked = asked < LongestAsked ? asked : LongestAsked;
        return asked > pause ? asked : pause;
    }

    /// <summary>A page was taken.</summary>
    public void End()
    {
        if (isTold)
            Recovered(ingest.Side.Name(), ingest.Name);
        (inARow, isTold, Reason, IsWaiting) = (0, false, null, false);
    }

    /// <summary>Notes why redelivery or checkpoint failed; they are tried again in a second.</summary>
    public void NoteLook(Exception failure)
    {
        if (lookReason == failure.Message)
            return;
        lookReason = failure.Message;
        LookFailed(failure, ingest.Side.Name(), ingest.Name);
    }

    [LoggerMessage(LogLevel.Warning, "{Side} {Kind}: changes cannot be taken, trying again: {Reason}")]
    private partial void Failing(string side, string kind, string reason);

    [LoggerMessage(LogLevel.Error, "{Side} {Kind}: changes cannot be taken, trying again")]
    private partial void Broken(Exception failure, string side, string kind);

    [LoggerMessage(LogLevel.Information, "{Side} {Kind}: changes are taken again")]
    private partial void Recovered(string side, string kind);

    [LoggerMessage(LogLevel.Warning, "{Side} {Kind}: redelivery or checkpoint failed, trying again")]
    private partial void LookFailed(Exception failure, string side, string kind);
}
