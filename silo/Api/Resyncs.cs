using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Sync.Silo.Api;

/// <summary>Begins and ends resyncs, and tells how far they are; the pairing's grain does the work.</summary>
internal sealed class Resyncs(IGrainFactory grains, RunFollower follower)
{
    /// <summary>Begins a run or joins it, and tells its progress until it is over.</summary>
    public async Task FollowAsync(string pairing, string by, IServerStreamWriter<V1.ResyncProgress> stream, CancellationToken left)
    {
        var grain = grains.GetGrain<IPairingGrain>(pairing);
        var ended = await follower.FollowAsync(
            "resync", () => grain.StartResyncAsync(by), grain.GetResyncAsync, (now, token) => stream.WriteAsync(ToV1(pairing, now), token), left);
        if (ended.CancelledBy is { } who)
            throw new RpcException(new Status(StatusCode.Aborted, $"The resync of {pairing} was cancelled by {who} after {ended.Done} of {ended.Total} pairs."));
    }

    /// <exception cref="RpcException">FAILED_PRECONDITION: none is under way.</exception>
    public async Task<V1.ResyncProgress> CancelAsync(string pairing, string by)
    {
        var grain = grains.GetGrain<IPairingGrain>(pairing);
        if (await GrainCalls.AskAsync(grain.GetResyncAsync) is not { IsRunning: true })
            throw new RpcException(new Status(StatusCode.FailedPrecondition, $"No resync of {pairing} is under way."));
        return ToV1(pairing, (await GrainCalls.AskAsync(() => grain.CancelResyncAsync(by)))!);
    }

    public static V1.ResyncProgress ToV1(string pairing, ResyncProgress progress) => new()
    {
        Id = progress.Id,
        Pairing = pairing,
        By = progress.By,
        StartedAt = progress.StartedAt.ToTimestamp(),
        FinishedAt = progress.FinishedAt.ToTimestamp(),
        Done = progress.Done,
        Total = progress.Total,
        Failed = progress.Failed,
        CancelledBy = progress.CancelledBy ?? "",
    };
}
