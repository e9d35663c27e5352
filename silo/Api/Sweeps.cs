using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Sync.Silo.Api;

/// <summary>Begins and ends sweeps, and tells what they find; the sweep's grain does the work.</summary>
internal sealed class Sweeps(IGrainFactory grains, RunFollower follower)
{
    /// <summary>Begins a sweep or joins it, and tells what it found until it is over.</summary>
    public async Task FollowAsync(string pairing, string by, IServerStreamWriter<V1.SweepReport> stream, CancellationToken left)
    {
        if (!await GrainCalls.AskAsync(grains.GetGrain<IPairingGrain>(pairing).IsLiveAsync))
            throw new RpcException(new Status(StatusCode.FailedPrecondition, $"{pairing} is not live: its first scans, which are under way, look at everything anyway."));
        var grain = grains.GetGrain<ISweepGrain>(pairing);
        var ended = await follower.FollowAsync(
            "sweep", () => grain.SweepAsync(by), grain.GetReportAsync, (now, token) => stream.WriteAsync(ToV1(pairing, now), token), left);
        if (ended.CancelledBy is { } who)
            throw new RpcException(new Status(StatusCode.Aborted, $"The sweep of {pairing} was cancelled by {who}; what it found was told to the pairs."));
    }

    /// <exception cref="RpcException">FAILED_PRECONDITION: none is under way.</exception>
    public async Task<V1.SweepReport> CancelAsync(string pairing, string by)
    {
        var grain = grains.GetGrain<ISweepGrain>(pairing);
        if (await GrainCalls.AskAsync(grain.GetReportAsync) is not { IsRunning: true })
            throw new RpcException(new Status(StatusCode.FailedPrecondition, $"No sweep of {pairing} is under way."));
        return ToV1(pairing, (await GrainCalls.AskAsync(() => grain.CancelAsync(by)))!);
    }

    /// <exception cref="RpcException">NOT_FOUND: there never was one.</exception>
    public async Task<V1.SweepReport> ReportAsync(string pairing) =>
        await GrainCalls.AskAsync(grains.GetGrain<ISweepGrain>(pairing).GetReportAsync) is { } report
            ? ToV1(pairing, report)
            : throw new RpcException(new Status(StatusCode.NotFound, $"There was no sweep of {pairing} yet."));

    public static V1.SweepReport ToV1(string pairing, SweepReport report) => new()
    {
        Id = report.Id,
        Pairing = pairing,
        By = report.By,
        StartedAt = report.StartedAt.ToTimestamp(),
        FinishedAt = report.FinishedAt.ToTimestamp(),
        CancelledBy = report.CancelledBy ?? "",
        Phase = report.Phase.ToV1(),
        Rows = report.Rows,
        CrmListed = report.CrmListed,
        ShopListed = report.ShopListed,
        Compared = report.Compared,
        Divergent = report.Divergent,
        Repaired = report.Repaired,
        Moved = report.Moved,
        Failed = report.Failed,
        Counts = { report.Counts.Select(count => new V1.DivergenceCount { Side = count.Side.ToV1(), Reason = count.Reason.ToV1(), Count = count.Count }) },
        Examples = { report.Examples.Select(ToV1) },
        CrmUnlisted = report.CrmUnlisted,
        ShopUnlisted = report.ShopUnlisted,
        Incomplete = report.IsIncomplete,
        Trouble = report.Trouble ?? "",
    };

    private static V1.Divergence ToV1(Divergence found) => new()
    {
        Side = found.Side.ToV1(),
        ExternalId = found.ExternalId,
        Reason = found.Reason.ToV1(),
        PairId = found.Pair ?? "",
        Text = found.Text,
    };
}
