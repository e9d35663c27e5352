using Orleans;
using Orleans.Concurrency;

namespace Sync;

/// <summary>Pulls the changes of one side and kind, or of a partition of it, and delivers them to pairs. Key: <see cref="IngestKey"/>.</summary>
[Alias("sync.IIngestGrain")]
public interface IIngestGrain : IGrainWithStringKey
{
    /// <summary>Starts, or is already running; called again and again so that no failure ends it.</summary>
    Task StartAsync();

    /// <summary>Stops pulling, for a drain; what is under way is delivered again elsewhere.</summary>
    [AlwaysInterleave]
    Task StopAsync();

    /// <summary>Deliveries that are durable at their pairs.</summary>
    [OneWay, AlwaysInterleave]
    Task AcknowledgeAsync(Immutable<IReadOnlyList<Acknowledgement>> acknowledgements);

    /// <summary>Looks into the webhook inbox now.</summary>
    [OneWay, AlwaysInterleave]
    Task InboxAsync();

    [AlwaysInterleave]
    Task<IngestStatus> GetStatusAsync();
}

/// <summary>
/// Up to this delivery everything of this record is durable at the pair, or refused and looked up again. Which pair matters where many
/// hold the record; an earlier program did not tell.
/// </summary>
[GenerateSerializer, Immutable, Alias("sync.Acknowledgement")]
public sealed record Acknowledgement(
    [property: Id(0)] string Pairing, [property: Id(1)] string ExternalId, [property: Id(2)] long Session, [property: Id(3)] long Delivery,
    [property: Id(4)] bool Refused, [property: Id(5)] string? Pair = null);

/// <summary>How an ingest stands.</summary>
/// <param name="Side">Its side.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Phase">starting, waiting for side, scanning, live.</param>
/// <param name="Scanned">Records listed by the first scan so far.</param>
/// <param name="Window">Changes delivered and not yet acknowledged.</param>
/// <param name="OldestUnacknowledged">When the oldest of them was delivered.</param>
/// <param name="Checkpoint">The durable cursor.</param>
/// <param name="Failure">Why the side cannot be read, if so.</param>
/// <param name="Changes">Changes taken since the activation began.</param>
/// <param name="Partition">Which partition of the kind; <see langword="null"/>: all of it.</param>
[GenerateSerializer, Immutable, Alias("sync.IngestStatus")]
public sealed record IngestStatus(
    [property: Id(0)] Side Side, [property: Id(1)] string Kind, [property: Id(2)] string Phase, [property: Id(3)] long Scanned,
    [property: Id(4)] int Window, [property: Id(5)] DateTimeOffset? OldestUnacknowledged, [property: Id(6)] string? Checkpoint,
    [property: Id(7)] string? Failure, [property: Id(8)] long Changes, [property: Id(9)] string? Partition = null);

/// <summary>One linked pair, or half of it. Key: the pair id. Besides this it is fed by the streams <c>crm</c> and <c>shop</c>.</summary>
[Alias("sync.IPairGrain")]
public interface IPairGrain : IGrainWithStringKey
{
    /// <summary>Notes a change and returns; it is acknowledged to its ingest when durable.</summary>
    Task NoteAsync(ChangeEvent change);

    /// <summary>Looks whether something is due.</summary>
    [OneWay]
    Task WakeAsync();

    /// <summary>Does what a person tells it. Answers once that is durable, and waits for no write to a side that follows.</summary>
    /// <exception cref="CutOffException">The database failed, the row was another's, or the silo stops.</exception>
    [AlwaysInterleave]
    Task<Instructed> InstructAsync(Instruction instruction);
}

/// <summary>What one pairing decides alone: when it goes live, whom it wakes, how much it deletes. Key: the pairing's name.</summary>
[Alias("sync.IPairingGrain")]
public interface IPairingGrain : IGrainWithStringKey
{
    /// <summary>Starts, or is already running.</summary>
    Task StartAsync();

    Task StopAsync();

    /// <summary>A side's first scan of this pairing's kind is done and durable.</summary>
    Task ScannedAsync(Side side);

    /// <summary>Whether both first scans are done, so that records may be created.</summary>
    [AlwaysInterleave]
    Task<bool> IsLiveAsync();

    /// <summary>Whether the database was set back, and no person has agreed yet to creates that no find would have shown needless.</summary>
    [AlwaysInterleave]
    Task<bool> AreCreatesHeldAsync();

    /// <summary>A person agrees to what <see cref="AreCreatesHeldAsync"/> holds; <see langword="false"/>: nothing is held.</summary>
    Task<bool> AgreeToCreatesAsync(string by);

    /// <summary>Grants a deletion from the budget; the same pair and generation is granted once and for all.</summary>
    Task<bool> GrantDeletionAsync(string pair, int generation);

    /// <summary>A person agrees to so many deletions beyond the budget; <see langword="false"/>: deletions are not paused.</summary>
    Task<bool> AgreeToDeletionsAsync(int deletions, string by);

    [AlwaysInterleave]
    Task<PairingStatus> GetStatusAsync();

    /// <summary>Begins to have every pair read both its records again, or joins the run under way; it goes on by itself.</summary>
    Task<ResyncProgress> StartResyncAsync(string by);

    /// <summary>Ends the run under way, if any; <see langword="null"/>: there never was one.</summary>
    Task<ResyncProgress?> CancelResyncAsync(string by);

    /// <summary>The run under way or the last one; <see langword="null"/>: there never was one.</summary>
    [AlwaysInterleave]
    Task<ResyncProgress?> GetResyncAsync();
}

/// <summary>
/// Compares all rows of a pairing with both sides' listings, in the background. Whatever is found goes the ordinary way: pairs read,
/// and records without a row are looked up. Key: the pairing's name.
/// </summary>
[Alias("sync.ISweepGrain")]
public interface ISweepGrain : IGrainWithStringKey
{
    /// <summary>Has sweeps run on their schedule, and the one under way go on; called again and again.</summary>
    Task StartAsync();

    Task StopAsync();

    /// <summary>Begins a sweep, or joins the one under way; it goes on by itself.</summary>
    Task<SweepReport> SweepAsync(string by);

    /// <summary>Ends the sweep under way, if any; <see langword="null"/>: there never was one.</summary>
    Task<SweepReport?> CancelAsync(string by);

    /// <summary>The sweep under way or the last one; <see langword="null"/>: there never was one.</summary>
    [AlwaysInterleave]
    Task<SweepReport?> GetReportAsync();
}

/// <summary>Undoes all changes of a time for all pairs of a pairing, in the background. Key: the pairing's name.</summary>
[Alias("sync.IUndoGrain")]
public interface IUndoGrain : IGrainWithStringKey
{
    /// <summary>Has the undo under way go on; called again and again.</summary>
    Task StartAsync();

    Task StopAsync();

    /// <summary>Begins an undo, or joins the one under way, whatever that undoes; it goes on by itself.</summary>
    Task<UndoProgress> UndoAsync(UndoRange range, bool includeOvertaken, string by);

    /// <summary>Ends the undo under way, if any; what was told to pairs is done. <see langword="null"/>: there never was one.</summary>
    Task<UndoProgress?> CancelAsync(string by);

    /// <summary>The undo under way or the last one; <see langword="null"/>: there never was one.</summary>
    [AlwaysInterleave]
    Task<UndoProgress?> GetProgressAsync();
}

/// <summary>How a pairing stands.</summary>
/// <param name="Pairing">Its name.</param>
/// <param name="Live">Whether both first scans are done, and its creates are not all held.</param>
/// <param name="CrmScanned">Whether the CRM's is.</param>
/// <param name="ShopScanned">Whether the shop's is.</param>
/// <param name="DeletionsGranted">Deletions granted in the present window of the budget.</param>
/// <param name="DeletionsPaused">Whether the budget is spent.</param>
/// <param name="DeletionsWaiting">Deletions refused since.</param>
/// <param name="Resync">The resync under way or the last one.</param>
/// <param name="LiveSince">When both first scans were done.</param>
/// <param name="CreatesHeldSince">When the database was found to be set back; <see langword="null"/>: no creates are held for that.</param>
[GenerateSerializer, Immutable, Alias("sync.PairingStatus")]
public sealed record PairingStatus(
    [property: Id(0)] string Pairing, [property: Id(1)] bool Live, [property: Id(2)] bool CrmScanned, [property: Id(3)] bool ShopScanned,
    [property: Id(4)] int DeletionsGranted, [property: Id(5)] bool DeletionsPaused,
    [property: Id(6)] int DeletionsWaiting = 0, [property: Id(7)] ResyncProgress? Resync = null, [property: Id(8)] DateTimeOffset? LiveSince = null,
    [property: Id(9)] DateTimeOffset? CreatesHeldSince = null);
