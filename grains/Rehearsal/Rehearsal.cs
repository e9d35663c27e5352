using Sync.Mapping;

namespace Sync.Grains;

/// <summary>
/// The engine without its cluster and without effect on a side: the real ingests, pairs and protocol over sides that are read as they
/// stand and written to in memory only, on a store of its own, one thing after the other until nothing is left to do. What it would
/// have written is what a run on the same store and sides writes.
/// <para>What a side does by itself is not known beforehand: what it refuses, rewrites or fills in, and what people edit meanwhile.</para>
/// </summary>
public sealed class Rehearsal : IDelivery, IPairingGate, IAcknowledgements
{
    private const int PageSize = 500;
    private static readonly TimeSpan WakeAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>After so many waits in a row that came to nothing, nothing more will come.</summary>
    private const int MostIdleWaits = 12;

    private readonly SyncConfiguration configuration;
    private readonly IPairStore store;
    private readonly RehearsalClock time;
    private readonly PerSide<RehearsedSide> sides;
    private readonly Dictionary<string, PairContext> contexts;
    private readonly Dictionary<IngestKey, IngestLoop> ingests = [];
    private readonly Dictionary<string, DeletionBudget> budgets;
    private readonly Dictionary<PairId, PairLoop> awake = [];
    private readonly HashSet<PairId> woken = [];
    private readonly HashSet<PairId> refused = [];

    /// <param name="configuration">What would be kept in step, with its mapping revisions.</param>
    /// <param name="store">A copy of the rows; it is written to.</param>
    /// <param name="live">The two sides; only asked.</param>
    /// <param name="now">The time that it begins at.</param>
    public Rehearsal(SyncConfiguration configuration, IPairStore store, PerSide<IConnector> live, DateTimeOffset now)
    {
        (this.configuration, this.store, time) = (configuration, store, new RehearsalClock(now));
        sides = live.Select(side => new RehearsedSide(side, time));
        contexts = configuration.Pairings.ToDictionary(
            pairing => pairing.Name,
            pairing => new PairContext(pairing, new RecordMapper(pairing), store, sides.Select(side => side.For(pairing.Name)), this, this, time));
        budgets = configuration.Pairings.ToDictionary(pairing => pairing.Name, pairing => new DeletionBudget(pairing, new PairingState()));
        // A kind is listed as a whole here, whatever its partitions.
        foreach (var ingest in configuration.Ingests().Select(ingest => ingest with { Partition = null }).Distinct())
        {
            var fed = configuration.PairingsOf(ingest.Side, ingest.Kind).Select(pairing => contexts[pairing.Name]).ToList();
            ingests[ingest] = new IngestLoop(ingest, fed, ingests.Count + 1, new IngestState(), _ => Task.CompletedTask, this, inbox: null);
        }
    }

    /// <summary>What would be written, in order, the CRM's first.</summary>
    public IReadOnlyList<PlannedWrite> Writes => [.. sides.Crm.Writes, .. sides.Shop.Writes];

    /// <summary>Deletions that the budgets would not grant without a person.</summary>
    public IReadOnlyCollection<PairId> DeletionsWaiting => refused;

    /// <summary>Whether an id stands for a record that would be created.</summary>
    public static bool IsPlanned(string? externalId) => RehearsedSide.IsPlanned(externalId);

    /// <summary>Runs to the end.</summary>
    /// <exception cref="ConnectorException">A side could not be listed.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        for (var idle = 0; idle < MostIdleWaits; idle++)
        {
            var before = await NewestAsync();
            while (await PullAllAsync(cancellation) | await WakeDueAsync(cancellation))
                cancellation.ThrowIfCancellationRequested();
            if (await NewestAsync() > before)
                idle = 0;
            if (await NextAsync() is not { } next)
                return;
            time.JumpTo(next);
            woken.Clear();
        }
    }

    /// <inheritdoc/>
    public async Task DeliverAsync(IReadOnlyList<(PairId Pair, ChangeEvent Change)> changes, bool live)
    {
        foreach (var (pair, change) in changes)
            LoopOf(pair).Note(change);
        await WorkAsync();
    }

    /// <inheritdoc/>
    public void Send(IngestKey ingest, Acknowledgement acknowledgement) => ingests[ingest].Acknowledge([acknowledgement]);

    /// <inheritdoc/>
    public ValueTask<bool> IsLiveAsync(string pairing) =>
        new(Sides.Both.All(side => ingests[new IngestKey(side, contexts[pairing].Pairing.Kinds[side])].State.IsScanned));

    /// <summary>A plan shows what agreeing to creates would come to.</summary>
    public ValueTask<bool> AreCreatesHeldAsync(string pairing) => new(false);

    /// <inheritdoc/>
    public Task<bool> GrantDeletionAsync(PairId pair, int generation)
    {
        var budget = budgets[pair.Pairing];
        var isGranted = budget.IsGranted(pair.Value, generation) || budget.TryGrant(pair.Value, generation, time.GetUtcNow());
        if (!isGranted)
            refused.Add(pair);
        return Task.FromResult(isGranted);
    }

    private PairLoop LoopOf(PairId pair) =>
        awake.TryGetValue(pair, out var loop) && !loop.IsOver ? loop : awake[pair] = new PairLoop(pair, contexts[pair.Pairing]);

    /// <summary>A page of every ingest; whether any had one.</summary>
    private async Task<bool> PullAllAsync(CancellationToken cancellation)
    {
        var any = false;
        foreach (var ingest in ingests.Values)
        {
            var before = ingest.State;
            var taken = ingest.Listed + ingest.Changes;
            var more = await ingest.ScanAsync(PageSize, null, cancellation) | await ingest.PullAsync(PageSize, TimeSpan.Zero, null, cancellation);
            await ingest.RedeliverAsync(PageSize);
            await ingest.CheckpointAsync();
            any |= more || ingest.State != before || ingest.Listed + ingest.Changes > taken;
        }
        return any;
    }

    /// <summary>Wakes whoever is due, once at each moment: who waits for something that is not there yet stays due. Whether there was any.</summary>
    private async Task<bool> WakeDueAsync(CancellationToken cancellation)
    {
        var any = false;
        foreach (var pairing in configuration.Pairings)
        {
            var due = await store.DueAsync(pairing.Name, time.GetUtcNow(), await IsLiveAsync(pairing.Name), int.MaxValue, cancellation);
            foreach (var pair in due.Where(woken.Add))
            {
                any = true;
                LoopOf(pair).Wake();
                await WorkAsync();
            }
        }
        return any;
    }

    /// <summary>Works everything off that was noted, and lets go of who rests.</summary>
    private async Task WorkAsync()
    {
        while (awake.FirstOrDefault(pair => pair.Value.HasWork && !pair.Value.IsOver) is { Value: { } loop })
            await loop.RunAsync(CancellationToken.None);
        awake.Clear();
    }

    private async Task<long> NewestAsync() => await store.LastActivityAsync(null, null, 1, CancellationToken.None) is [var last] ? last.Sequence : 0;

    /// <summary>When there is something to do again; <see langword="null"/>: never.</summary>
    private async Task<DateTimeOffset?> NextAsync()
    {
        var soon = time.GetUtcNow() + WakeAgainAfter;
        DateTimeOffset? next = ingests.Values.All(ingest => ingest.Window.IsEmpty) ? null : soon;
        foreach (var pairing in configuration.Pairings)
        {
            var first = await store.DueAsync(pairing.Name, DateTimeOffset.MaxValue, await IsLiveAsync(pairing.Name), 1, CancellationToken.None);
            if (first is not [var pair] || await store.LoadAsync(pair, CancellationToken.None) is not { NextAttempt: { } at })
                continue;
            var wake = at > time.GetUtcNow() ? at : soon;
            next = next is { } earlier && earlier < wake ? earlier : wake;
        }
        return next;
    }
}
