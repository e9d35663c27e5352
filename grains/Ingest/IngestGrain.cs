using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Storage;
using Span = System.Diagnostics.Activity;

namespace Sync.Grains;

/// <summary>
/// One ingest, hosted. <see cref="IngestLoop"/> is driven by interleaving timers: one takes the feed, one a first scan, one looks every
/// second after what is overdue, one checkpoints soon after acknowledgements.
/// </summary>
[KeepAlive]
[HashBasedPlacement]
internal sealed class IngestGrain : Grain, IIngestGrain
{
    private const string Live = "live";
    private const int RedeliveriesASecond = 256;
    private const int HintsAtOnce = 200;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CheckpointAfter = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(250);

    private readonly SyncConfiguration configuration;
    private readonly IReadOnlyList<PairContext> pairings;
    private readonly IDelivery delivery;
    private readonly IWebhookInbox? inbox;
    private readonly Arrivals arrivals;
    private readonly int arrivalsBefore;
    private readonly TimeProvider time;
    private readonly Protocol protocol;
    private readonly IngestKey key;
    private readonly GrainMemory<IngestState> memory;
    private readonly CancellationTokenSource stopped;
    private readonly IngestLane feed;
    private readonly IngestLane scan;

    private IngestLoop? loop;
    private IDisposable? gauges;
    private IngestReading reading;
    private IGrainTimer? looker;
    private IGrainTimer? checkpointer;
    private bool isLooking;
    private bool isCheckpointDue;
    private bool isScanTold;

    /// <summary>Does no I/O: what is remembered is loaded by the first tick.</summary>
    public IngestGrain(
        IGrainContext grain, SyncConfiguration configuration, PairContexts contexts, IDelivery delivery, IEnumerable<IWebhookInbox> inboxes,
        IGrainStorage storage, Drain drain, Arrivals arrivals, TimeProvider time, ILogger<IngestGrain> log)
    {
        (this.configuration, this.delivery, this.arrivals, this.time) = (configuration, delivery, arrivals, time);
        arrivalsBefore = arrivals.Count;
        key = IngestKey.Parse(grain.GrainId.Key.ToString()!);
        var ingests = configuration.IngestsOf(key.Side, key.Kind);
        pairings = ingests.Contains(key) ? contexts.Of(key.Side, key.Kind) : [];
        inbox = ingests[0] == key ? inboxes.FirstOrDefault() : null;
        protocol = configuration.ProtocolOf(key.Side, key.Kind);
        memory = new GrainMemory<IngestState>(storage, "ingest", grain.GrainId, End);
        stopped = CancellationTokenSource.CreateLinkedTokenSource(drain.Ingests);
        feed = new IngestLane(() => loop?.HasRoom ?? true, TakeFeedAsync, new IngestFailures(key, log), stopped.Token);
        scan = new IngestLane(() => loop!.HasRoomToScan, ScanAsync, new IngestFailures(key, log), stopped.Token);
    }

    /// <inheritdoc/>
    public Task StartAsync()
    {
        if (looker is not null || stopped.IsCancellationRequested || pairings.Count == 0)
            return Task.CompletedTask;
        feed.Begin(tick => Timer(tick, TimeSpan.Zero));
        looker = Timer(LookAsync, LookEvery);
        checkpointer = Timer(CheckpointAsync, Timeout.InfiniteTimeSpan);
        gauges = SyncTelemetry.WatchIngest(key, () => reading);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync() => stopped.CancelAsync();

    /// <inheritdoc/>
    public Task AcknowledgeAsync(Immutable<IReadOnlyList<Acknowledgement>> acknowledgements)
    {
        if (loop?.Acknowledge(acknowledgements.Value) == true)
            looker?.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        if (!isCheckpointDue && checkpointer is not null)
        {
            isCheckpointDue = true;
            checkpointer.Change(CheckpointAfter, Timeout.InfiniteTimeSpan);
        }

        GoOn();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task InboxAsync()
    {
        looker?.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IngestStatus> GetStatusAsync() => Task.FromResult(new IngestStatus(
        key.Side, key.Kind, Phase, loop?.Listed ?? 0, loop?.Window.Count ?? 0, loop?.Window.Oldest, loop?.State.Cursor, feed.Failures.Reason ?? scan.Failures.Reason, loop?.Changes ?? 0, key.Partition));

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        gauges?.Dispose();
        stopped.Dispose();
        return Task.CompletedTask;
    }

    private string Phase =>
        feed.Failures.IsWaiting || scan.Failures.IsWaiting ? "waiting for side"
        : loop is null ? "starting"
        : loop.State.IsScanned ? Live
        : "scanning";

    private IGrainTimer Timer(Func<CancellationToken, Task> tick, TimeSpan due) => this.RegisterGrainTimer(
        tick, new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });

    private void GoOn()
    {
        feed.GoOn();
        scan.GoOn();
    }

    /// <summary>A new session: its number is random, so that no acknowledgement of an earlier one is ever taken for its own.</summary>
    private async Task<IngestLoop> BeginAsync()
    {
        var state = (await memory.LoadAsync()).Covering([.. pairings.Select(Cover)]);
        return new IngestLoop(key, pairings, Random.Shared.NextInt64(1, long.MaxValue), state, memory.SaveAsync, delivery, inbox);
    }

    private async Task<TimeSpan> TakeFeedAsync()
    {
        var current = loop ??= await BeginAsync();
        var began = time.GetTimestamp();
        var wait = current.State.IsScanned ? protocol.Wait : TimeSpan.Zero;
        var before = current.Changes;
        var more = await TakeAsync(trace => current.PullAsync(protocol.PageSize, wait, trace, stopped.Token), () => current.Changes - before);
        await SaveAsync(current);
        if (current.IsScanning)
            scan.Begin(tick => Timer(tick, TimeSpan.Zero));
        if (more)
            return TimeSpan.Zero;
        if (current.State.IsScanned && protocol.Wait == TimeSpan.Zero)
            return protocol.PollInterval;
        return current.Changes > before || time.GetElapsedTime(began) > ShortPause ? TimeSpan.Zero : ShortPause;
    }

    private async Task<TimeSpan> ScanAsync()
    {
        var current = loop!;
        var before = current.Listed;
        var more = await TakeAsync(trace => current.ScanAsync(protocol.PageSize, trace, stopped.Token), () => current.Listed - before);
        await SaveAsync(current);
        return more ? TimeSpan.Zero : current.IsScanning ? ShortPause : Timeout.InfiniteTimeSpan;
    }

    private async Task<bool> TakeAsync(Func<string?, Task<bool>> page, Func<long> taken)
    {
        Span.Current = null;
        using var span = SyncTelemetry.Source.StartActivity("ingest page", System.Diagnostics.ActivityKind.Producer);
        span?.SetTag(TelemetryTags.Side, key.Side.Name()).SetTag(TelemetryTags.Kind, key.Kind);
        var more = await page(span?.Id);
        span?.SetTag("sync.changes", taken());
        return more;
    }

    private async Task LookAsync(CancellationToken ended)
    {
        if (isLooking || stopped.IsCancellationRequested)
            return;
        isLooking = true;
        try
        {
            if (loop is { } current)
            {
                Span.Current = null;
                await current.RedeliverAsync(RedeliveriesASecond);
                if (current.State.IsScanned)
                    await current.PullInboxAsync(HintsAtOnce, null);
                await SaveAsync(current);
                GoOn();
                reading = new IngestReading(current.Window.Count, Age(current.Window.Oldest));
                if (arrivals.Count > arrivalsBefore)
                    End();
            }
        }
        catch (Exception failure)
        {
            // Whoever has been stopped delivers nothing any more; another goes on.
            if (!stopped.IsCancellationRequested)
                feed.Failures.NoteLook(failure);
        }
        finally
        {
            isLooking = false;
        }

        if (!stopped.IsCancellationRequested)
            looker!.Change(LookEvery, Timeout.InfiniteTimeSpan);
    }

    private async Task CheckpointAsync(CancellationToken ended)
    {
        isCheckpointDue = false;
        try
        {
            if (loop is { } current)
                await SaveAsync(current);
            GoOn();
        }
        catch (Exception failure)
        {
            // Whoever has been stopped delivers nothing any more; another goes on.
            if (!stopped.IsCancellationRequested)
                feed.Failures.NoteLook(failure);
        }
    }

    private async Task SaveAsync(IngestLoop current)
    {
        await current.CheckpointAsync();
        if (!current.State.IsScanned || isScanTold)
            return;
        isScanTold = true;
        try
        {
            isScanTold = await AreOthersScannedAsync();
            foreach (var context in isScanTold ? pairings : [])
                await GrainFactory.GetGrain<IPairingGrain>(context.Pairing.Name).ScannedAsync(key.Side);
        }
        catch
        {
            isScanTold = false;
            throw;
        }
    }

    /// <summary>A kind is scanned once all its partitions are; the last of them tells.</summary>
    private async Task<bool> AreOthersScannedAsync()
    {
        var others = configuration.IngestsOf(key.Side, key.Kind).Where(other => other != key);
        return (await Task.WhenAll(others.Select(other => GrainFactory.GetGrain<IIngestGrain>(other.ToString()).GetStatusAsync()))).All(other => other.Phase == Live);
    }

    /// <summary>
    /// Another activation has saved since this one did, or silos came and its hash may place it elsewhere: whoever keeps ingests alive
    /// starts it again, where it belongs now.
    /// </summary>
    private void End()
    {
        stopped.Cancel();
        DeactivateOnIdle();
    }

    /// <summary>A pairing, and which records of this side it takes.</summary>
    private string Cover(PairContext context) =>
        string.Join(' ', context.Pairing.Where[key.Side].Select(field => $"{field.Key}={field.Value}").Prepend(context.Pairing.Name));

    private double Age(DateTimeOffset? oldest) => oldest is { } at ? Math.Max(0, (time.GetUtcNow() - at).TotalSeconds) : 0;
}
