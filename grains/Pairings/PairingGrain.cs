using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Storage;

namespace Sync.Grains;

/// <summary>Decides for all pairs of a pairing: goes live when both sides were scanned, wakes whom the index says is due, grants deletions, and resyncs.</summary>
[KeepAlive]
[HashBasedPlacement]
internal sealed partial class PairingGrain : Grain, IPairingGrain
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PollAgainAfter = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan WakeAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>Who is due beyond these waits for them: what people do meanwhile is not to queue behind a backfill.</summary>
    private const int MostAtOnce = 200;

    private readonly Pairing? pairing;
    private readonly IPairStore store;
    private readonly Drain drain;
    private readonly TimeProvider time;
    private readonly ILogger<PairingGrain> log;
    private readonly PairOutages outages;
    private readonly GrainMemory<PairingState> memory;
    private readonly Dictionary<PairId, long> woken = [];
    private readonly HashSet<(string Pair, int Generation)> refused = [];
    private readonly Resync resync;
    private IGrainTimer? poller;
    private IGrainTimer? resyncer;
    private bool isPolling;
    private bool isHoldTold;

    public PairingGrain(
        IGrainContext grain, PairContexts contexts, IPairStore store, IGrainStorage storage, Drain drain, PairOutages outages,
        TimeProvider time, ILogger<PairingGrain> log)
    {
        (this.store, this.drain, this.outages, this.time, this.log) = (store, drain, outages, time, log);
        pairing = contexts.Of(grain.GrainId.Key.ToString()!)?.Pairing;
        memory = new GrainMemory<PairingState>(storage, "pairing", grain.GrainId, DeactivateOnIdle);
        resync = new Resync(
            grain.GrainId.Key.ToString()!, store, pair => GrainFactory.GetGrain<IPairGrain>(pair.Value).InstructAsync(new Instruction.Refresh()),
            async () => (await memory.LoadAsync()).Resync, RememberAsync, time);
    }

    /// <inheritdoc/>
    public Task StartAsync()
    {
        if (poller is null && pairing is not null && !drain.Ingests.IsCancellationRequested)
        {
            poller = this.RegisterGrainTimer(PollAsync, new(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
            resyncer = this.RegisterGrainTimer(ResyncAsync, new(TimeSpan.Zero, PollEvery) { Interleave = true, KeepAlive = true });
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync()
    {
        poller?.Dispose();
        resyncer?.Dispose();
        (poller, resyncer) = (null, null);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task ScannedAsync(Side side)
    {
        var known = await memory.LoadAsync();
        if (side == Side.Crm ? known.CrmScanned : known.ShopScanned)
            return;
        (known.CrmScanned, known.ShopScanned) = (known.CrmScanned || side == Side.Crm, known.ShopScanned || side == Side.Shop);
        known.LiveSince = known is { CrmScanned: true, ShopScanned: true } ? time.GetUtcNow() : null;
        await memory.SaveAsync(known);
        if (known is { CrmScanned: true, ShopScanned: true })
            WentLive(this.GetPrimaryKeyString());
    }

    /// <inheritdoc/>
    public async Task<bool> IsLiveAsync() => await memory.LoadAsync() is { CrmScanned: true, ShopScanned: true };

    /// <inheritdoc/>
    public async Task<bool> AreCreatesHeldAsync() => HeldSince(await memory.LoadAsync()) is not null;

    /// <inheritdoc/>
    public async Task<bool> AgreeToCreatesAsync(string by)
    {
        var known = await memory.LoadAsync();
        if (HeldSince(known) is not { } restoredAt)
            return false;
        known.CreatesAgreedFor = restoredAt;
        await memory.SaveAsync(known);
        CreatesAgreed(pairing!.Name, by);
        return true;
    }

    /// <inheritdoc/>
    public async Task<bool> GrantDeletionAsync(string pair, int generation)
    {
        if (pairing is null)
            return false;
        var known = await memory.LoadAsync();
        var budget = new DeletionBudget(pairing, known);
        if (budget.IsGranted(pair, generation))
            return true;
        var wasPaused = known.DeletionsPausedAt is not null;
        var isGranted = budget.TryGrant(pair, generation, time.GetUtcNow());
        if (isGranted || !wasPaused)
            await memory.SaveAsync(known);
        if (isGranted)
        {
            refused.Remove((pair, generation));
            return true;
        }

        if (!wasPaused)
            DeletionsPaused(pairing.Name, pairing.DeletionBudget, pairing.DeletionWindow);
        refused.Add((pair, generation));
        return false;
    }

    /// <inheritdoc/>
    public async Task<bool> AgreeToDeletionsAsync(int deletions, string by)
    {
        var known = await memory.LoadAsync();
        if (pairing is null || !new DeletionBudget(pairing, known).TryAgree(deletions))
            return false;
        await memory.SaveAsync(known);
        refused.Clear();
        DeletionsAgreed(pairing.Name, by, deletions);
        return true;
    }

    /// <inheritdoc/>
    public async Task<PairingStatus> GetStatusAsync()
    {
        var known = await memory.LoadAsync();
        var used = pairing is null ? 0 : new DeletionBudget(pairing, known).Used(time.GetUtcNow());
        return new PairingStatus(
            this.GetPrimaryKeyString(), MayCreate(known), known.CrmScanned, known.ShopScanned, used,
            known.DeletionsPausedAt is not null, refused.Count, await resync.ProgressAsync(), known.LiveSince, HeldSince(known));
    }

    /// <inheritdoc/>
    public Task<ResyncProgress> StartResyncAsync(string by) => resync.StartAsync(by);

    /// <inheritdoc/>
    public Task<ResyncProgress?> CancelResyncAsync(string by) => resync.CancelAsync(by);

    /// <inheritdoc/>
    public Task<ResyncProgress?> GetResyncAsync() => resync.ProgressAsync();

    /// <summary>When the database was set back, if nobody has agreed to creates since; <see langword="null"/>: none are held.</summary>
    private DateTimeOffset? HeldSince(PairingState known) =>
        pairing is { Create: not CreateMode.None } && pairing.RestoredAt != known.CreatesAgreedFor ? pairing.RestoredAt : null;

    /// <summary>Whether any record may be created: where nothing is matched, no find would tell of any that it was not made before.</summary>
    private bool MayCreate(PairingState known) =>
        known is { CrmScanned: true, ShopScanned: true } && (HeldSince(known) is null || pairing is { Match.IsEmpty: false });

    private async Task RememberAsync(ResyncProgress progress)
    {
        var known = await memory.LoadAsync();
        known.Resync = progress;
        await memory.SaveAsync(known);
    }

    /// <summary>One run of the timer works until nothing is left; the next comes only after it.</summary>
    private async Task ResyncAsync(CancellationToken ended)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ended, drain.Ingests);
        try
        {
            await RebaseAsync();
            await resync.RunAsync(stop.Token);
        }
        catch (Exception failure)
        {
            outages.Note(failure);
        }
    }

    /// <summary>
    /// Under a new mapping revision every pair reads again, once. A run begun before is ended first: it would leave out those it has
    /// done. One that this revision began and that was not noted any more is told by its name.
    /// </summary>
    private async Task RebaseAsync()
    {
        var known = await memory.LoadAsync();
        if (!isHoldTold && HeldSince(known) is { } restoredAt)
            CreatesHeld(pairing!.Name, restoredAt, pairing.Match.IsEmpty ? "what is missing" : "what is missing and no match finds", pairing.Name);
        isHoldTold = true;
        if (known.Rebased >= pairing!.Revision)
            return;
        var by = $"mapping revision {pairing.Revision}";
        if (known.Resync?.By != by)
        {
            await resync.CancelAsync(by);
            Rebasing(pairing.Name, (await resync.StartAsync(by)).Total, pairing.Revision);
        }

        known = await memory.LoadAsync();
        known.Rebased = pairing.Revision;
        await memory.SaveAsync(known);
    }

    private async Task PollAsync(CancellationToken ended)
    {
        if (isPolling || drain.Ingests.IsCancellationRequested)
            return;
        isPolling = true;
        var isFull = false;
        try
        {
            var due = await store.DueAsync(pairing!.Name, time.GetUtcNow(), MayCreate(await memory.LoadAsync()), MostAtOnce, CancellationToken.None);
            isFull = due.Count == MostAtOnce;
            Forget();
            foreach (var pair in due.Where(pair => woken.TryAdd(pair, time.GetTimestamp())))
                await GrainFactory.GetGrain<IPairGrain>(pair.Value).WakeAsync();
        }
        catch (Exception failure)
        {
            outages.Note(failure);
        }
        finally
        {
            isPolling = false;
        }

        poller?.Change(isFull ? PollAgainAfter : PollEvery, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whoever was woken a while ago and is still due is woken again: a wake-up may be lost.</summary>
    private void Forget()
    {
        foreach (var (pair, at) in woken)
        {
            if (time.GetElapsedTime(at) >= WakeAgainAfter)
                woken.Remove(pair);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Pairing} is live: both sides are scanned, missing counterparts are created from now on")]
    private partial void WentLive(string pairing);

    [LoggerMessage(LogLevel.Information, "{Pairing}: {Total} pairs come under mapping revision {Revision}, each by reading both records")]
    private partial void Rebasing(string pairing, long total, int revision);

    [LoggerMessage(LogLevel.Warning, "{Pairing}: the database was set back ({RestoredAt:u}); {What} may have been made before, and is not created until a person agrees (sync creates agree {Name})")]
    private partial void CreatesHeld(string pairing, DateTimeOffset restoredAt, string what, string name);

    [LoggerMessage(LogLevel.Information, "{Pairing}: {By} agreed to creates, and what is missing is created from now on")]
    private partial void CreatesAgreed(string pairing, string by);

    [LoggerMessage(LogLevel.Warning, "{Pairing}: deletions are paused, the budget of {Budget} in {Window} is used up; they wait until a person agrees to more (sync deletions agree)")]
    private partial void DeletionsPaused(string pairing, int budget, TimeSpan window);

    [LoggerMessage(LogLevel.Information, "{Pairing}: {By} agreed to {Deletions} more deletions")]
    private partial void DeletionsAgreed(string pairing, string by, int deletions);
}
