using Sync.Reconciliation;

namespace Sync.Grains;

/// <summary>
/// Undoes a range for every pair of a pairing. Each is told what its own story comes to, by the values seen a moment before; an edit
/// since then refuses it. Who is told twice has the values set back already.
/// </summary>
/// <param name="pairing">The pairing.</param>
/// <param name="store">Where its pairs are found, and what happened to them.</param>
/// <param name="tell">Tells a pair; done when that is durable.</param>
/// <param name="load">What was saved last; <see langword="null"/>: nothing ever.</param>
/// <param name="save">Makes progress durable.</param>
/// <param name="time">The clock.</param>
/// <param name="all">All pairings, some of which may refer to this one; <see langword="null"/>: only this one.</param>
/// <param name="liveSince">Since when new records come by events; <see langword="null"/>: that is not known, and none is taken for created.</param>
internal sealed class UndoRun(
    Pairing pairing, IPairStore store, Func<PairId, Instruction, Task<Instructed>> tell, Func<Task<UndoProgress?>> load,
    Func<UndoProgress, Task> save, TimeProvider time, IReadOnlyList<Pairing>? all = null, Func<Task<DateTimeOffset?>>? liveSince = null)
    : PairsRun<UndoProgress>(pairing.Name, store, MostAtOnce, load, save, time)
{
    private const int MostAtOnce = 16;
    private const int Tries = 6;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    private (string Run, Surroundings Around)? known;

    /// <summary>Begins an undo, or joins the one that is under way, whatever it undoes.</summary>
    public Task<UndoProgress> StartAsync(UndoRange range, bool includeOvertaken, string by) => StartAsync(async () =>
    {
        var now = Time.GetUtcNow();
        range = range with { Until = range.Until ?? now };
        var begun = new UndoProgress
        {
            Id = Guid.CreateVersion7(now).ToString(),
            By = by,
            Range = range,
            IncludeOvertaken = includeOvertaken,
            StartedAt = now,
            Total = await CountAsync(),
            LiveSince = liveSince is null ? null : await liveSince(),
        };
        var gone = await PairStory.GoneAsync(Store, pairing.Name, range, CancellationToken.None);
        return Counted(begun, new(null, null), gone);
    });

    /// <inheritdoc/>
    protected override UndoProgress Cancelled(UndoProgress running, string by) => running with { FinishedAt = Time.GetUtcNow(), CancelledBy = by };

    /// <inheritdoc/>
    protected override UndoProgress Advanced(UndoProgress done, string? last, DateTimeOffset? finishedAt) =>
        done with { Last = last, FinishedAt = finishedAt };

    /// <inheritdoc/>
    protected override async Task WorkAtAsync(UndoProgress begun, PairRow row, CancellationToken stop)
    {
        var done = await OfPairAsync(begun, row, stop);
        if (IsOn(begun.Id) && !stop.IsCancellationRequested)
            Present = done(Present! with { Done = Present.Done + 1 });
    }

    /// <summary>Tries until the pair took it or refused it; what it was told is read anew each time.</summary>
    private async Task<Func<UndoProgress, UndoProgress>> OfPairAsync(UndoProgress run, PairRow? row, CancellationToken stop)
    {
        var (id, ids, trouble) = (row!.Id, row.ExternalIds, "the pair did not answer");
        for (var attempt = 1; row is not null && attempt <= Tries && !stop.IsCancellationRequested; attempt++)
        {
            try
            {
                var items = await PairStory.RetraceAsync(AroundOf(run), row, run.Range, CancellationToken.None);
                var done = items.Where(item => item.IsDone(run.IncludeOvertaken)).ToList();
                var answer = done.Count == 0 ? null : await tell(id, Instruct(run, row, done)).WaitAsync(stop);
                if (answer is null or Instructed.Done)
                    return progress => Counted(progress, ids, items);
                if (answer is Instructed.CannotUndo cannot)
                    return progress => Left(progress with { Refused = progress.Refused + done.Count }, id, ids, null, cannot.Reason);
                trouble = answer switch
                {
                    Instructed.Busy busy => busy.Reason,
                    Instructed.NotNow not => not.Reason,
                    _ => "its values change faster than they can be set back",
                };
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                trouble = failure.Message;
            }
            await Task.Delay(FirstPause * Math.Pow(2, attempt - 1), Time, CancellationToken.None).WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            row = await Store.LoadAsync(id, CancellationToken.None);
        }
        return progress => Left(progress with { Failed = progress.Failed + 1 }, id, ids, null, row is null ? "there is no such pair any more" : trouble);
    }

    private static Instruction Instruct(UndoProgress run, PairRow row, IReadOnlyList<Retraced> done)
    {
        var what = $"everything {(run.Range.Origin is { } side ? $"from {side.Name()} " : "")}since {run.Range.Since.UtcDateTime:yyyy-MM-dd HH:mm:ss'Z'}";
        if (done.FirstOrDefault(item => item.IsCreation) is not { } created)
            return new Instruction.Undo([.. done.Select(value => value.AsSetBack())], run.By, what);
        // Who wants what was overtaken gone has seen that it was edited.
        var changedAt = created.Outcome == RetraceOutcome.Overtaken ? new(null, null) : created.ChangedAt;
        return new Instruction.TakeBack(new SeenLink(row.ExternalIds.Crm, row.ExternalIds.Shop, row.RowVersion), run.By, what, changedAt.Crm, changedAt.Shop);
    }

    private Surroundings AroundOf(UndoProgress run)
    {
        if (known is not { } now || now.Run != run.Id)
            known = now = (run.Id, new Surroundings(Store, pairing, all ?? [pairing], run.LiveSince, Time));
        return now.Around;
    }

    private static UndoProgress Counted(UndoProgress progress, PerSide<string?> ids, IReadOnlyList<Retraced> items)
    {
        var done = items.Where(item => item.IsDone(progress.IncludeOvertaken)).ToLookup(item => item.IsCreation);
        var overtaken = progress.IncludeOvertaken ? 0 : items.Count(item => item.Outcome == RetraceOutcome.Overtaken);
        progress = progress with
        {
            SetBack = progress.SetBack + done[false].Count(),
            TakenBack = progress.TakenBack + done[true].Count(),
            SoAlready = progress.SoAlready + items.Count(item => item.Outcome == RetraceOutcome.SoAlready),
            Overtaken = progress.Overtaken + overtaken,
            Refused = progress.Refused + items.Count(item => item.Outcome == RetraceOutcome.Refused),
        };
        var left = items.Where(item => item.Outcome == RetraceOutcome.Refused || (item.Outcome == RetraceOutcome.Overtaken && !progress.IncludeOvertaken));
        return left.Aggregate(progress, (next, item) => Left(next, item.Change.Pair, ids, item.Property, item.Reason));
    }

    private static UndoProgress Left(UndoProgress progress, PairId pair, PerSide<string?> ids, string? property, string reason) =>
        progress.Left.Length >= UndoProgress.MostNamed
            ? progress
            : progress with { Left = progress.Left.Add(new LeftAlone(pair.Value, ids.Crm, ids.Shop, property, reason)) };
}
