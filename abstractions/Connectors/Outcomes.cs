namespace Sync;

/// <summary>Why a side could not be asked, or did not answer as it should.</summary>
/// <param name="Reason">For a person: side, method, path, status and the side's own words.</param>
/// <param name="RetryAfter">How long the side asks to be left alone.</param>
/// <param name="SideWide">Whether this is the side's failure (down, circuit open, credentials), not this record's.</param>
public sealed record Failure(string Reason, TimeSpan? RetryAfter = null, bool SideWide = false);

/// <summary>The answer to a read. Closed.</summary>
public abstract record ReadOutcome
{
    private ReadOutcome()
    {
    }

    public sealed record Found(SideRecord Record) : ReadOutcome;

    /// <summary>The side says there is no such record. Only this is a deletion.</summary>
    public sealed record NotFound : ReadOutcome;

    /// <summary>Nothing is known; to be tried again.</summary>
    public sealed record Failed(Failure Failure) : ReadOutcome;
}

/// <summary>The answer to a find. Closed.</summary>
public abstract record FindOutcome
{
    private FindOutcome()
    {
    }

    public sealed record Found(IReadOnlyList<SideRecord> Records) : FindOutcome;

    /// <summary>Nothing is known; to be tried again.</summary>
    public sealed record Failed(Failure Failure) : FindOutcome;
}

/// <summary>The answer to a create, update or delete. Closed.</summary>
public abstract record WriteOutcome
{
    private WriteOutcome()
    {
    }

    /// <summary>Done.</summary>
    /// <param name="Record">The record as stored by this very write; <see langword="null"/> where the side does not tell, and for a delete.</param>
    public sealed record Succeeded(SideRecord? Record) : WriteOutcome
    {
        /// <summary>The version that an update made, where the side names it and shows no record; <see langword="null"/>: it does not.</summary>
        public string? Version { get; init; }
    }

    /// <summary>The record has another version; nothing was written.</summary>
    public sealed record VersionMismatch : WriteOutcome;

    /// <summary>There is no such record; nothing was written.</summary>
    public sealed record NotFound : WriteOutcome;

    /// <summary>The side has a record with a unique value of this one; nothing was created.</summary>
    /// <param name="Field">The native field.</param>
    /// <param name="Reason">The side's own words.</param>
    public sealed record AlreadyExists(string? Field, string Reason) : WriteOutcome;

    /// <summary>Refused for good; nothing was written.</summary>
    /// <param name="Field">The native field the side names.</param>
    /// <param name="Reason">The side's own words.</param>
    public sealed record Rejected(string? Field, string Reason) : WriteOutcome;

    /// <summary>Certainly not written (throttled, not connected, circuit open, send gate shut); to be tried again.</summary>
    public sealed record Retryable(Failure Failure) : WriteOutcome;

    /// <summary>Perhaps written: no answer, or a server error.</summary>
    public sealed record Unknown(Failure Failure) : WriteOutcome;
}

/// <summary>A side failed to give a page.</summary>
public class ConnectorException(Failure failure, Exception? inner = null) : Exception(failure.Reason, inner)
{
    /// <summary>What failed, and when to try again.</summary>
    public Failure Failure => failure;
}

/// <summary>The side no longer keeps the cursor (HTTP 410): everything is listed again.</summary>
public sealed class CursorExpiredException(Failure failure) : ConnectorException(failure);
