using System.Diagnostics;
using Sync.Reconciliation;

namespace Sync.Grains;

/// <summary>
/// The interpreter of the protocol core for one pair: takes noted changes one by one, commits what a step wants durable,
/// acknowledges, asks, and feeds the answer back. One question at a time, so that no write of step n+1 leaves before step n is
/// durable. Knows nothing of Orleans. Not thread-safe: one caller of <see cref="RunAsync"/> at a time.
/// </summary>
public sealed class PairLoop(PairId id, PairContext context)
{
    private readonly NotedChanges noted = new();
    private readonly List<Noted> taken = [];
    private readonly Instructions instructions = new();
    private readonly PairAsker asker = new(id, context);
    private readonly Hearing hearing = new(id, context);
    private readonly PairMetrics metrics = new(context.Pairing.Name, context.Time);
    private PairState? state;
    private long rowVersion;
    private Input.Due? pending;
    private Audit? audit;

    /// <summary>Whether something waits to be worked off.</summary>
    public bool HasWork => !noted.IsEmpty || !instructions.IsEmpty || pending is not null;

    /// <summary>Whether the row is gone or another activation's; this one must end. What was not acknowledged is delivered again.</summary>
    public bool IsOver { get; private set; }

    /// <summary>When the pair wants to be woken; <see langword="null"/>: it rests.</summary>
    public DateTimeOffset? NextAttempt { get; private set; }

    /// <summary>The status of the row; <see langword="null"/> before it was loaded.</summary>
    public PairStatus? Status { get; private set; }

    /// <summary>How many writes it sent to each side.</summary>
    public PerSide<int> Writes => asker.Writes;

    /// <summary>Called before a noted change is worked off.</summary>
    internal Func<Noted?, IDisposable?> Trace { get; init; } = _ => null;

    /// <summary>Notes a delivery. It is acknowledged when it is durable.</summary>
    public void Note(ChangeEvent change) => noted.Add(change, context.Time.GetTimestamp());

    /// <summary>Notes what a person tells; answered when it is durable, or refused. A caller waits no longer than until the drain.</summary>
    /// <exception cref="CutOffException">By the task: whether it was done is not known.</exception>
    public Task<Instructed> InstructAsync(Instruction instruction) => instructions.Add(instruction);

    /// <summary>Has the pair look whether something is due.</summary>
    public void Wake() => pending ??= new Input.Due { Now = context.Time.GetUtcNow() };

    /// <summary>Works everything off, or stops after the question in hand when drained.</summary>
    /// <exception cref="PairStoreException">The database failed: memory is forgotten and the row is loaded again.</exception>
    public async Task RunAsync(CancellationToken drain)
    {
        try
        {
            while (HasWork && !IsOver && !drain.IsCancellationRequested)
                await RunOneAsync(drain);
        }
        catch (Exception failure)
        {
            Forget();
            instructions.CutOff($"The pair failed: {failure.Message}", failure);
            throw;
        }
    }

    private async Task RunOneAsync(CancellationToken drain)
    {
        var isChange = noted.TryTake(out var change);
        using var trace = Trace(change);
        if (state is null && !await LoadAsync())
        {
            RefuseAll(change);
            return;
        }
        if (!isChange && !instructions.IsEmpty)
        {
            await ObeyAsync(instructions.Take(), drain);
        }
        else if (!isChange)
        {
            // What the index wakes is a backfill as long as it is only half a pair.
            asker.IsInBackground = !state!.IsLinked;
            var (input, known) = (pending! with { MayBeLinked = await asker.MayBeLinkedAsync(state) }, rowVersion);
            pending = null;
            await DriveAsync(input, null, drain);
            // The row was due: if nothing came of it here, it may be another's by now.
            if (rowVersion == known && !IsOver)
                await EndIfSucceededAsync();
        }
        else if (change!.Newest.Form != ChangeForm.Candidate && state![change.Side].Id != change.ExternalId)
        {
            // A look-up found the record here, so that the row may be another one since.
            Acknowledge(change, refused: true);
            await EndIfSucceededAsync();
        }
        else
        {
            asker.IsInBackground = false;
            taken.Add(change);
            await DriveAsync(await ToInputAsync(change), change.TakenAt, drain);
        }
    }

    private async Task ObeyAsync(Instruction instruction, CancellationToken drain)
    {
        asker.IsInBackground = instruction is Instruction.Refresh or Instruction.Audit;
        var (input, refusal) = await hearing.HearAsync(instruction, state!, rowVersion);
        audit = instruction is Instruction.Audit ? new Audit(state!) : null;
        refusal ??= Instructing.Check(state!, input!, await asker.TermsAsync());
        if (refusal is null)
            await DriveAsync(input!, null, drain);
        else if (!await EndIfSucceededAsync())
            instructions.Answer(refusal);
    }

    /// <summary>Ends if the row is not as it is known here. Whoever refuses something, or finds nothing to do, must ask: nothing else tells.</summary>
    private async Task<bool> EndIfSucceededAsync()
    {
        if ((await context.Store.LoadAsync(id, CancellationToken.None))?.RowVersion == rowVersion)
            return false;
        Lost("The pair was changed elsewhere.");
        return true;
    }

    private async Task<bool> LoadAsync()
    {
        if (await context.Store.LoadAsync(id, CancellationToken.None) is not { } row)
            return false;
        var loaded = PairStateCodec.Decode(row);
        // A row just inserted has agreed on nothing, and so needs no rebasing.
        if (row.State.IsEmpty)
            loaded = loaded with { Revision = context.Pairing.Revision };
        if (loaded.Revision > context.Pairing.Revision)
            throw new InvalidDataException($"Pair {id} was agreed under mapping revision {loaded.Revision}; this silo has {context.Pairing.Revision}, and leaves it alone.");
        (state, rowVersion, Status) = (loaded, row.RowVersion, row.Status);
        return true;
    }

    private async ValueTask<Input> ToInputAsync(Noted change)
    {
        var now = context.Time.GetUtcNow();
        var newest = change.Newest;
        return newest.Form switch
        {
            ChangeForm.Candidate => await asker.CandidateAsync(newest.Side, newest.ExternalId, state!),
            ChangeForm.Body => new Input.Observed(
                newest.Side, newest.ExternalId, await asker.MapAsync(newest.Side, newest.Body), newest.Version, newest.ModifiedAt,
                newest.Position, change.IsHinted) { Now = now },
            ChangeForm.Hint or ChangeForm.Tombstone => new Input.Hint(newest.Side, newest.ExternalId) { Now = now },
            _ => throw new UnreachableException(),
        };
    }

    private async Task DriveAsync(Input first, long? takenAt, CancellationToken drain)
    {
        for (var input = first; input is not null;)
        {
            var terms = await asker.TermsAsync();
            var decision = PairProtocol.Step(state!, input, terms);
            state = decision.State;
            metrics.Stepped(input, decision);
            if (decision.Commit is { } commit)
            {
                var violation = await CommitAsync(commit);
                if (IsOver)
                    return;
                if (violation is not null)
                {
                    input = violation;
                    continue;
                }
            }
            Settle(decision);
            input = decision.Ask is null || drain.IsCancellationRequested ? null : await AskAsync(decision.Ask, takenAt);
        }
    }

    private async Task<Input> AskAsync(Ask ask, long? takenAt)
    {
        var answer = await asker.AskAsync(ask, state!);
        if (answer is Input.Written written)
            metrics.Written(ask, written, takenAt);
        else if (answer is Input.Read read)
            NoteRead(read);
        return answer;
    }

    private void NoteRead(Input.Read read)
    {
        metrics.Read(read.Side, read.Answer);
        audit?.Note(read);
    }

    /// <summary>Makes a step durable. A unique violation is not a stale row, it is an input.</summary>
    private async Task<Input?> CommitAsync(Commit commit)
    {
        var now = context.Time.GetUtcNow();
        var traceId = System.Diagnostics.Activity.Current?.TraceId.ToHexString();
        var activity = state!.Scratch.Activity.Select(a => a with { TraceId = traceId, Revision = state.Revision }).ToList();
        var outcome = await context.Store.CommitAsync(
            new PairCommit(PairStateCodec.RowOf(state, commit, rowVersion, now), commit.Absorb, activity, commit.Purge)
            {
                Release = commit.Release is { } release ? new ReleasedRow(PairStateCodec.RowOf(release.State, release.Commit, 0, now), release.State.Scratch.Activity) : null,
                Witness = commit.Witness,
            },
            CancellationToken.None);
        metrics.Committed(outcome, activity);
        switch (outcome)
        {
            case CommitOutcome.Committed committed:
                rowVersion = committed.RowVersion;
                state = state.Committed();
                (NextAttempt, Status) = (commit.NextAttempt, commit.Status);
                return null;
            // A person is asked again, rather than the pair left without the record it had.
            case CommitOutcome.IdTaken when state.Scratch.Foreseen is not null:
                return Lost("Another pair took the record.");
            case CommitOutcome.IdTaken taken:
                return await new Holders(context.Store).OfAsync(taken.By, taken.Side) is { } holder
                    ? new Input.IdTaken(taken.Side, holder) { Now = now }
                    : new Input.Due { Now = now };
            case CommitOutcome.KeyTaken taken:
                return new Input.KeyTaken(taken.By) { Now = now };
            case CommitOutcome.Stale:
                return Lost("The pair was changed elsewhere.");
            default:
                throw new UnreachableException();
        }
    }

    private Input? Lost(string reason)
    {
        Forget();
        instructions.CutOff(reason);
        IsOver = true;
        return null;
    }

    /// <summary>What was taken is durable now, or goes back to the look-up.</summary>
    private void Settle(Decision decision)
    {
        if (decision.Refuse)
        {
            foreach (var change in taken.Where(c => c.Newest.Form == ChangeForm.Candidate))
                Acknowledge(change, refused: true);
            taken.RemoveAll(c => c.Newest.Form == ChangeForm.Candidate);
            state = state!.Refused();
        }
        if (decision.Acknowledge)
        {
            foreach (var change in taken)
                Acknowledge(change, refused: false);
            taken.Clear();
        }
        if (decision.Acknowledge || state!.Scratch.Told is not null)
        {
            instructions.Answer(audit?.Told ?? state!.Scratch.Told ?? new Instructed.Done(Status!.Value) { Follows = state.Scratch.Foreseen ?? [] });
            audit = null;
            state = state!.Answered();
        }
        if (decision.Commit is { Purge: true })
        {
            Forget();
            instructions.NotThere();
            IsOver = true;
        }
    }

    private void Acknowledge(Noted change, bool refused)
    {
        foreach (var ((partition, session), delivery) in change.Deliveries)
        {
            context.Acknowledgements.Send(
                new IngestKey(change.Side, context.Pairing.Kinds[change.Side], partition),
                new Acknowledgement(context.Pairing.Name, change.ExternalId, session, delivery, refused, id.Value));
        }
    }

    /// <summary>No row: it was absorbed or purged. Every change finds its way by the look-up.</summary>
    private void RefuseAll(Noted? first)
    {
        if (first is not null)
            Acknowledge(first, refused: true);
        while (noted.TryTake(out var change))
            Acknowledge(change, refused: true);
        instructions.NotThere();
        (pending, IsOver) = (null, true);
    }

    private void Forget()
    {
        (state, audit, pending) = (null, null, null);
        taken.Clear();
        noted.Clear();
    }
}
