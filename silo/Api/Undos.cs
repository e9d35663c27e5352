using Grpc.Core;
using Sync.Grains;
using Sync.Reconciliation;

namespace Sync.Silo.Api;

/// <summary>Tells what undoing would set back to what, and has it done.</summary>
internal sealed class Undos(IPairStore store, SyncConfiguration configuration, Instructor instructor)
{
    /// <summary>What undoing one change comes to.</summary>
    /// <exception cref="RpcException">NOT_FOUND: no such pair, or its story does not have the change any more.</exception>
    public async Task<V1.UndoItem> PreviewAsync(PairId pair, long sequence, CancellationToken cancellation)
    {
        var (row, item) = await RetraceAsync(pair, sequence, cancellation);
        return item.ToV1(row);
    }

    /// <summary>Undoes one change; done once that is durable.</summary>
    /// <exception cref="RpcException">It was not done.</exception>
    public async Task UndoAsync(WantedUndo wanted, CancellationToken cancellation)
    {
        var (row, item) = await RetraceAsync(wanted.Pair, wanted.Sequence, cancellation);
        if (item.Outcome is RetraceOutcome.Refused or RetraceOutcome.SoAlready || (item.Outcome == RetraceOutcome.Overtaken && !wanted.IncludeOvertaken))
            throw new RpcException(new Status(StatusCode.FailedPrecondition, $"{row.Id}{(item.Property is null ? "" : $" {item.Property}")}: {item.Reason}."));
        var value = item.AsSetBack() with { SeenCrm = wanted.SeenCrm, SeenShop = wanted.SeenShop };
        await instructor.InstructAsync(row.Id, new Instruction.Undo([value], wanted.By, $"what happened at {item.Change.Activity.At.UtcDateTime:yyyy-MM-dd HH:mm:ss'Z'}"));
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
