using Sync.Reconciliation;

namespace Sync.Grains;

/// <summary>
/// Compares a pairing's rows with both sides' listings: lists each side, looks through all rows for what was not listed, and, once
/// whatever was on its way had time to come, settles what still looks divergent. It writes nothing: pairs read, and records that no
/// row holds go to the look-up. Cut off, it lists anew; what it settled is known to the pairs and is not found again.
/// </summary>
/// <param name="context">The pairing.</param>
/// <param name="settling">Asks pairs and sides about what looks divergent.</param>
/// <param name="patience">How long a change may be on its way from a side to its pair.</param>
/// <param name="load">What was saved last; <see langword="null"/>: nothing ever.</param>
/// <param name="save">Makes a report durable.</param>
internal sealed class Sweep(
    PairContext context, SweepSettling settling, TimeSpan patience, Func<Task<SweepReport?>> load, Func<SweepReport, Task> save)
    : LongRun<SweepReport>(load, save)
{
    public const int PageSize = 500;
    private const int MostAtOnce = 4;
    private const int SettledAtOnce = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private SweepRound? round;

    private string Pairing => context.Pairing.Name;

    /// <summary>Begins a sweep, or joins the one that is under way.</summary>
    public Task<SweepReport> StartAsync(string by) => StartAsync(async () =>
    {
        var now = context.Time.GetUtcNow();
        return new SweepReport { Id = Guid.CreateVersion7(now).ToString(), By = by, StartedAt = now, Rows = await CountAsync() };
    });

    /// <inheritdoc/>
    protected override SweepReport Cancelled(SweepReport running, string by) =>
        running with { FinishedAt = context.Time.GetUtcNow(), CancelledBy = by, Trouble = null };

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(SweepReport begun, CancellationToken stop)
    {
        if (round?.Run != begun.Id)
        {
            round = new SweepRound(begun.Id, context.Time.GetUtcNow());
            Present = begun with { CrmListed = 0, ShopListed = 0, Compared = 0, CrmUnlisted = 0, ShopUnlisted = 0, Rows = await CountAsync() };
        }
        if (round.NotBefore > context.Time.GetUtcNow() || (round.Phase == SweepPhase.Settling && IsTooEarly(round)))
            return false;
        try
        {
            await StepAsync(round, stop);
            var isSettled = round is { IsCompared: true, Pairs.Count: 0, Unheld.Count: 0 };
            var isDone = isSettled && await AreRepairedAsync(round);
            if (!IsOn(round.Run) || stop.IsCancellationRequested)
                return true;
            await ChangeAsync(Present! with
            {
                Phase = isDone ? SweepPhase.Done : round.Phase,
                FinishedAt = isDone ? context.Time.GetUtcNow() : null,
                Trouble = null,
            });
            return isDone || !isSettled;
        }
        catch (ConnectorException failure) when (IsOn(round.Run))
        {
            round.NotBefore = context.Time.GetUtcNow() + (failure.Failure.RetryAfter ?? Pause);
            await ChangeAsync(Present! with { Trouble = failure.Failure.Reason });
            return false;
        }
    }

    private Task StepAsync(SweepRound now, CancellationToken stop) => now.Phase switch
    {
        SweepPhase.Listing => ListAsync(now, now.Listing!.Value, stop),
        SweepPhase.Comparing => CompareAsync(now),
        _ => SettleAsync(now, stop),
    };

    /// <summary>Whatever was on its way when the last suspect was found had no time to come yet.</summary>
    private bool IsTooEarly(SweepRound now) =>
        now.Pairs.Count + now.Unheld.Count > 0 && context.Time.GetUtcNow() < now.LastFound + patience;

    private async Task<long> CountAsync() =>
        (await context.Store.CountAsync(CancellationToken.None)).Where(count => count.Pairing == Pairing).Sum(count => count.Count);

    private async Task ListAsync(SweepRound now, Side side, CancellationToken stop)
    {
        var page = await context.Connectors[side].InBackground.ListAsync(context.Pairing.Kinds[side], now.ListedUpTo, PageSize, stop);
        var looked = await context.Store.LookUpAsync(Pairing, side, [.. page.Items.Select(r => new LookUp(r.Id, null))], stop);
        var rows = await Task.WhenAll(looked.Select(async l => l.Holder is { } holder ? await context.Store.LoadAsync(holder, stop) : null));
        for (var i = 0; i < page.Items.Count; i++)
        {
            if (now.Listed[side].Add(page.Items[i].Id))
                Compare(now, side, page.Items[i], rows[i]);
        }
        now.ListedUpTo = page.Next;
        if (page.Next is null)
            now.Listing = side == Side.Crm ? Side.Shop : null;
        var count = now.Listed[side].Count;
        Present = side == Side.Crm ? Present! with { CrmListed = count } : Present! with { ShopListed = count };
    }

    /// <summary>A listing without bodies is compared by versions, as far as that goes.</summary>
    private void Compare(SweepRound now, Side side, SideRecord record, PairRow? row)
    {
        var mapped = record.Body.IsEmpty ? null : context.Mapper.Map(side, record.Body.Span);
        if (row is null)
        {
            if (mapped is not Mapped.Good { InScope: false })
                (now.Unheld[(side, record.Id)], now.LastFound) = (Sighting.Of(record, mapped), context.Time.GetUtcNow());
            return;
        }
        if (side == context.Pairing.Many)
        {
            now.Shared[record.Id] = Sighting.Of(record, mapped);
            return;
        }
        var state = PairStateCodec.Decode(row);
        var isDivergent = mapped is null
            ? Auditing.IsExpected(state, side) && state[side].Version != record.Version
            : Auditing.Compare(state, side, mapped, record.Version) is not null;
        if (isDivergent)
            Note(now, row, side, Sighting.Of(record, mapped));
    }

    /// <summary>A page of rows: what was not listed, and what rests though it should not.</summary>
    private async Task CompareAsync(SweepRound now)
    {
        var page = await context.Store.ListAsync(new PairQuery(Pairing, After: now.ComparedUpTo, Limit: PageSize), CancellationToken.None);
        foreach (var row in page.Rows)
        {
            var state = PairStateCodec.Decode(row);
            foreach (var side in Sides.Both)
            {
                if (row.ExternalIds[side] is { } id && !now.Listed[side].Contains(id) && Auditing.IsExpected(state, side))
                    Note(now, row, side, new Sighting(false, null, null, WasHeldBefore: row.UpdatedAt < now.Began));
            }
            if (context.Pairing.Many is { } many && row.ExternalIds[many] is { } shared && now.Shared.TryGetValue(shared, out var shown)
                && Auditing.Compare(state, many, shown.Version, shown.Digest) is not null)
            {
                Note(now, row, many, shown);
            }
            if (row.NextAttempt is null && Auditing.IsUnsettled(state, context.Pairing))
                (now.SuspectOf(row).IsUnsettled, now.LastFound) = (true, context.Time.GetUtcNow());
        }
        now.ComparedUpTo = page.Rows.Count > 0 ? page.Rows[^1].Id : now.ComparedUpTo;
        now.IsCompared = !page.More;
        Present = Present! with { Compared = Present.Compared + page.Rows.Count };
    }

    private void Note(SweepRound now, PairRow row, Side side, Sighting seen)
    {
        var suspect = now.SuspectOf(row);
        suspect.Seen = suspect.Seen.With(side, seen);
        now.LastFound = context.Time.GetUtcNow();
    }

    private async Task SettleAsync(SweepRound now, CancellationToken stop)
    {
        var pairs = now.Pairs.Values.Take(SettledAtOnce).ToList();
        var unheld = now.Unheld.Take(SettledAtOnce - pairs.Count).ToList();
        await WorkAsync(now.Run, new Queue<Suspect>(pairs), MostAtOnce, async suspect =>
        {
            var settled = await settling.PairAsync(suspect, tell => TellAsync(tell, stop));
            if (now.Pairs.Remove(suspect.Pair))
                Add(settled, () => IsInStepAsync(suspect.Pair));
        }, stop);
        await WorkAsync(now.Run, new Queue<KeyValuePair<(Side Side, string Id), Sighting>>(unheld), MostAtOnce, async record =>
        {
            var settled = await settling.RecordAsync(record.Key.Side, record.Key.Id, record.Value, stop);
            if (now.Unheld.Remove(record.Key))
                Add(settled, () => IsInStepAsync(record.Key.Side, record.Key.Id));
        }, stop);

        void Add(Settled settled, Func<Task<bool>> isInStep)
        {
            Present = settled.AddedTo(Present!);
            now.SettledAt = context.Time.GetUtcNow();
            if (!settled.Divergences.IsEmpty)
                now.Divergent.Add(isInStep);
        }
    }

    /// <summary>Whether all that was divergent is in step again, or had the time to be; what is not then waits for a person or a side.</summary>
    private async Task<bool> AreRepairedAsync(SweepRound now)
    {
        foreach (var isInStep in now.Divergent.ToList())
        {
            if (!await isInStep())
                continue;
            if (!IsOn(now.Run))
                return false;
            now.Divergent.Remove(isInStep);
            Present = Present! with { Repaired = Present.Repaired + 1 };
        }
        return now.Divergent.Count == 0 || context.Time.GetUtcNow() >= now.SettledAt + patience;
    }

    private async Task<bool> IsInStepAsync(PairId pair) => await context.Store.LoadAsync(pair, CancellationToken.None)
        is null or { NextAttempt: null, Status: PairStatus.InSync or PairStatus.Unlinked or PairStatus.Deleted };

    private async Task<bool> IsInStepAsync(Side side, string externalId) =>
        (await context.Store.LookUpAsync(Pairing, side, [new LookUp(externalId, null)], CancellationToken.None))[0].Holder is { } holder
        && await IsInStepAsync(holder);
}
