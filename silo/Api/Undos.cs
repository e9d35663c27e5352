using System.Runtime.CompilerServices;
using Grpc.Core;
using Sync.Grains;
using Sync.Reconciliation;

namespace Sync.Silo.Api;

/// <summary>Tells what undoing would set back to what, and has it done.</summary>
internal sealed class Undos(
    IPairStore store, SyncConfiguration configuration, Instructor instructor, IGrainFactory grains, RunFollower follower, TimeProvider time)
{
    private const int PageSize = 200;

    /// <summary>What undoing one change comes to.</summary>
    /// <exception cref="RpcException">NOT_FOUND: no such pair, or its story does not have the change any more.</exception>
    public async Task<V1.UndoItem> PreviewAsync(PairId pair, long sequence, CancellationToken cancellation)
    {
        var (row, item) = await RetraceAsync(pair, sequence, cancellation);
        return item.ToV1(row.ExternalIds);
    }

    /// <summary>Undoes one change; done once that is durable.</summary>
    /// <exception cref="RpcException">It was not done.</exception>
    public async Task UndoAsync(WantedUndo wanted, CancellationToken cancellation)
    {
        var (row, item) = await RetraceAsync(wanted.Pair, wanted.Sequence, cancellation);
        if (!item.IsDone(wanted.IncludeOvertaken))
            throw new RpcException(new Status(StatusCode.FailedPrecondition, $"{row.Id}{(item.Property is null ? "" : $" {item.Property}")}: {item.Reason}."));
        var value = item.AsSetBack() with { SeenCrm = wanted.SeenCrm, SeenShop = wanted.SeenShop };
        await instructor.InstructAsync(row.Id, new Instruction.Undo([value], wanted.By, $"what happened at {item.Change.Activity.At.UtcDateTime:yyyy-MM-dd HH:mm:ss'Z'}"));
    }

    /// <summary>What undoing a range comes to, in the order of pair ids; last what is gone.</summary>
    public async IAsyncEnumerable<V1.UndoItem> PreviewAsync(
        Pairing pairing, UndoRange range, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var standing = await GrainCalls.AskAsync(grains.GetGrain<IPairingGrain>(pairing.Name).GetStatusAsync);
        var around = new Surroundings(store, pairing, configuration.Pairings, standing.LiveSince, time);
        PairPage page;
        PairId? after = null;
        do
        {
            page = await store.ListAsync(new PairQuery(pairing.Name, After: after, Limit: PageSize), cancellation);
            foreach (var row in page.Rows)
            {
                foreach (var item in await PairStory.RetraceAsync(around, row, range, cancellation))
                    yield return item.ToV1(row.ExternalIds);
                after = row.Id;
            }
        }
        while (page.More);
        foreach (var item in await PairStory.GoneAsync(store, pairing.Name, range, cancellation))
            yield return item.ToV1(new PerSide<string?>(null, null));
    }

    /// <summary>Begins an undo of a range or joins it, and tells its progress until it is over.</summary>
    public async Task FollowAsync(
        Pairing pairing, UndoRange range, bool includeOvertaken, string by, IServerStreamWriter<V1.UndoProgress> stream, CancellationToken left)
    {
        var grain = grains.GetGrain<IUndoGrain>(pairing.Name);
        var ended = await follower.FollowAsync(
            "undo", () => grain.UndoAsync(range, includeOvertaken, by), grain.GetProgressAsync,
            (now, token) => IsThis(now) ? stream.WriteAsync(now.ToV1(pairing.Name), token) : throw Another(now), left);
        if (ended.CancelledBy is { } who)
            throw new RpcException(new Status(StatusCode.Aborted, $"The undo was cancelled by {who} after {ended.Done} of {ended.Total} pairs; what they were told is done."));

        bool IsThis(UndoProgress run) => run.IncludeOvertaken == includeOvertaken
            && (run.Range with { Until = range.Until ?? run.Range.Until }) == (range with { Until = range.Until ?? run.Range.Until });

        RpcException Another(UndoProgress run) => new(new Status(
            StatusCode.FailedPrecondition, $"Another undo of {pairing.Name} is under way, begun by {run.By} at {run.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss'Z'}."));
    }

    /// <exception cref="RpcException">FAILED_PRECONDITION: none is under way.</exception>
    public async Task<V1.UndoProgress> CancelAsync(string pairing, string by)
    {
        var grain = grains.GetGrain<IUndoGrain>(pairing);
        if (await GrainCalls.AskAsync(grain.GetProgressAsync) is not { IsRunning: true })
            throw new RpcException(new Status(StatusCode.FailedPrecondition, $"No undo of {pairing} is under way."));
        return (await GrainCalls.AskAsync(() => grain.CancelAsync(by)))!.ToV1(pairing);
    }

    private async Task<(PairRow Row, Retraced Item)> RetraceAsync(PairId pair, long sequence, CancellationToken cancellation)
    {
        if (await store.LoadAsync(pair, cancellation) is not { } row)
            throw new RpcException(new Status(StatusCode.NotFound, $"There is no pair '{pair}'."));
        if (configuration.Pairings.FirstOrDefault(known => known.Name == pair.Pairing) is not { } pairing)
            throw new RpcException(new Status(StatusCode.NotFound, $"There is no pairing '{pair.Pairing}' any more."));
        var story = await PairStory.BackToAsync(store, pair, told => told.Sequence <= sequence, cancellation);
        return Retracing.Change(PairStateCodec.Decode(row), pairing, story, sequence) is { } item
            ? (row, item)
            : throw new RpcException(new Status(StatusCode.NotFound, $"{pair} has no activity '{sequence}', or it is no longer kept."));
    }
}

/// <summary>A change that a person wants undone.</summary>
internal sealed record WantedUndo(PairId Pair, long Sequence, string SeenCrm, string SeenShop, bool IncludeOvertaken, string By);
