using System.Text;

namespace Sync.Simulation;

/// <summary>What outlives the process: rows, the states of ingests and pairings, the inbox. Checks what the real store's constraints check.</summary>
internal sealed class SimulatedDisk
{
    public Dictionary<PairId, PairRow> Rows { get; } = [];

    public Dictionary<IngestKey, Grains.IngestState> Ingests { get; } = [];

    /// <summary>Which process committed a row last.</summary>
    public Dictionary<PairId, long> CommittedBy { get; } = [];

    /// <summary>How often a checkpoint was saved.</summary>
    public int Checkpoints { get; private set; }

    public Dictionary<string, Grains.PairingState> Pairings { get; } = [];

    /// <summary>The sweep of each pairing that is under way, or the last one.</summary>
    public Dictionary<string, SweepReport> Sweeps { get; } = [];

    /// <summary>The undo of a range of each pairing that is under way, or the last one.</summary>
    public Dictionary<string, UndoProgress> Undos { get; } = [];

    /// <summary>Undos of ranges that are over, as they were reported.</summary>
    public List<(string Pairing, UndoProgress Report)> Undone { get; } = [];

    /// <summary>Webhooks that were received.</summary>
    public List<((Side Side, string Kind) Of, StoredHint Hint)> Inbox { get; } = [];

    public long LastHint { get; set; }

    /// <summary>The engine that came last; what an earlier one wants to remember, it may not.</summary>
    public long Owner { get; set; }

    /// <summary>What happened, for people who look into a failing seed; <see langword="null"/> while nobody does.</summary>
    public List<string>? Story { get; set; }

    /// <summary>What is shown to people.</summary>
    public List<(PairId Pair, Activity Activity)> Activity { get; } = [];

    /// <summary>The properties that a person was told to decide, and did not yet.</summary>
    public HashSet<(PairId Pair, string Property)> OpenConflicts { get; } = [];

    public PairRow? HolderOf(Side side, string externalId) => Rows.Values.FirstOrDefault(r => r.ExternalIds[side] == externalId);

    /// <summary>Whether an answer to people names this property and one of these decisions.</summary>
    public bool Tells(string property, params ReadOnlySpan<ActivityKind> kinds)
    {
        foreach (var (_, activity) in Activity)
        {
            if (activity.Property == property && kinds.Contains(activity.Kind))
                return true;
        }
        return false;
    }

    /// <summary>Whether people were told that somebody had it merged into another.</summary>
    public bool TellsMerged(string record) =>
        Activity.Any(told => told.Activity.Kind == ActivityKind.Merged && told.Activity.Text.Split(' ').Contains(record));

    public void Save(IngestKey ingest, Grains.IngestState state)
    {
        Checkpoints++;
        Ingests[ingest] = state;
    }

    /// <summary>How much people had been told when an undo of a range began, by its id.</summary>
    public Dictionary<string, int> ToldBefore { get; } = [];

    public void Save(string pairing, UndoProgress progress)
    {
        ToldBefore.TryAdd(progress.Id, Activity.Count);
        if (!progress.IsRunning && Undos.GetValueOrDefault(pairing) is { IsRunning: true })
            Undone.Add((pairing, progress));
        Undos[pairing] = progress;
    }

    /// <summary>All that happened to a pair, or at all, newest first.</summary>
    public IEnumerable<RecordedActivity> StoryOf(PairId? pair) =>
        Activity.Select((told, index) => new RecordedActivity(index + 1, told.Pair, told.Activity)).Where(told => pair is null || told.Pair == pair).Reverse();

    public Grains.PairingState StateOf(string pairing) => Pairings.TryGetValue(pairing, out var state) ? state : Pairings[pairing] = new();

    public Inserted Insert(HalfPair half)
    {
        var row = new PairRow
        {
            Id = half.Id,
            ExternalIds = new PerSide<string?>(null, null).With(half.Side, half.ExternalId),
            MatchKey = half.Ambiguous ? null : half.MatchKey,
            Status = half.Ambiguous ? PairStatus.Ambiguous : PairStatus.New,
            NextAttempt = half.Ambiguous ? null : half.At,
            UpdatedAt = half.At,
            RowVersion = 1,
            Many = half.Many,
        };
        switch (Violation(row, null))
        {
            case CommitOutcome.IdTaken taken:
                return new Inserted.Held(taken.By);
            case CommitOutcome.KeyTaken taken:
                return new Inserted.KeyTaken(taken.By);
            default:
                Rows[row.Id] = row;
                return new Inserted.Done();
        }
    }

    public CommitOutcome Commit(PairCommit commit, long session)
    {
        if (!Rows.TryGetValue(commit.Row.Id, out var row) || row.RowVersion != commit.Row.RowVersion)
            return new CommitOutcome.Stale();
        if (commit.Absorb is { } absorb && (!Rows.TryGetValue(absorb.Pair, out var other) || other.RowVersion != absorb.RowVersion))
            return new CommitOutcome.Stale();
        if (commit.Witness is { } witness && Rows.GetValueOrDefault(witness.Pair)?.RowVersion != witness.RowVersion)
            return new CommitOutcome.Stale();
        if (!commit.Purge && Violation(commit.Row, commit.Absorb?.Pair) is { } violation)
            return violation;
        if (commit.Absorb is not null)
            Rows.Remove(commit.Absorb.Pair);
        if (commit.Purge)
            Rows.Remove(row.Id);
        else
            Rows[row.Id] = commit.Row with { RowVersion = row.RowVersion + 1 };
        CommittedBy[row.Id] = session;
        Story?.Add($"store: {commit.Row.Status.Name()} v{row.RowVersion + 1} {(commit.Purge ? "purged " : "")}{commit.Row.ExternalIds} {Encoding.UTF8.GetString(commit.Row.State.Span)}");
        if (commit.Release is { } release)
        {
            Rows[release.Row.Id] = release.Row with { RowVersion = 1 };
            foreach (var activity in release.Activity)
                Note(release.Row.Id, activity);
        }
        foreach (var activity in commit.Activity)
            Note(row.Id, activity);
        return new CommitOutcome.Committed(row.RowVersion + 1);
    }

    private void Note(PairId pair, Activity activity)
    {
        Story?.Add($"    {activity.Kind} {activity.Side} {activity.Property}: {activity.Text}");
        Activity.Add((pair, activity));
        if (activity.Property is null)
            return;
        if (activity.Kind == ActivityKind.Conflict)
            OpenConflicts.Add((pair, activity.Property));
        else if (activity.Kind is ActivityKind.Resolved or ActivityKind.Agreed)
            OpenConflicts.Remove((pair, activity.Property));
    }

    private CommitOutcome? Violation(PairRow row, PairId? except)
    {
        foreach (var other in Rows.Values.Where(r => r.Id != row.Id && r.Id != except && r.Id.Pairing == row.Id.Pairing))
        {
            foreach (var side in Sides.Both)
            {
                var isShared = row.Many == side && row is { IsHalf: false } && other is { IsHalf: false };
                if (row.ExternalIds[side] is { } id && other.ExternalIds[side] == id && !isShared)
                    return new CommitOutcome.IdTaken(side, other.Id);
            }
            if (row.MatchKey is not null && row.MatchKey == other.MatchKey && row.IsHalf && other.IsHalf
                && row.ExternalIds.Crm is null == other.ExternalIds.Crm is null && MayBeOne(row, other))
                return new CommitOutcome.KeyTaken(other.Id);
        }
        return null;
    }

    /// <summary>Of many half pairs that wait for one record, one only has it made.</summary>
    private static bool MayBeOne(PairRow row, PairRow other) => row.Many is not { } many || row.ExternalIds[many] is not null
        || (row.OpenCreate == many && other.OpenCreate == many);
}
