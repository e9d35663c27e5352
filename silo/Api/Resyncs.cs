using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Sync.Silo.Api;

/// <summary>Begins and ends resyncs, and tells how far they are; the pairing's grain does the work.</summary>
internal sealed class Resyncs(IGrainFactory grains, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Begins a run or joins it, and tells its progress until it is over.</summary>
    public async Task FollowAsync(string pairing, string by, IServerStreamWriter<V1.ResyncProgress> stream, CancellationToken left)
    {
        var grain = grains.GetGrain<IPairingGrain>(pairing);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(left, lifetime.ApplicationStopping);
        var now = await GrainCalls.AskAsync(() => grain.StartResyncAsync(by));
        var run = now.Id;
        try
        {
            await stream.WriteAsync(ToV1(pairing, now), ends.Token);
            while (now.IsRunning && now.Id == run)
            {
                await Task.Delay(Interval, clock, ends.Token);
                var told = now;
                now = await AskAsync(grain);
                if (now != told && now.Id == run)
                    await stream.WriteAsync(ToV1(pairing, now), ends.Token);
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "This silo is shutting down; the resync goes on, call again to join it."));
        }
        if (now.Id == run && now.CancelledBy is { } who)
            throw new RpcException(new Status(StatusCode.Aborted, $"The resync of {pairing} was cancelled by {who} after {now.Done} of {now.Total} pairs."));
    }

    /// <exception cref="RpcException">FAILED_PRECONDITION: none is under way.</exception>
    public async Task<V1.ResyncProgress> CancelAsync(string pairing, string by)
    {
        var grain = grains.GetGrain<IPairingGrain>(pairing);
        if (await GrainCalls.AskAsync(grain.GetResyncAsync) is not { IsRunning: true })
            throw new RpcException(new Status(StatusCode.FailedPrecondition, $"No resync of {pairing} is under way."));
        return ToV1(pairing, (await GrainCalls.AskAsync(() => grain.CancelResyncAsync(by)))!);
    }

    /// <summary>There is one: it was begun.</summary>
    private static async Task<ResyncProgress> AskAsync(IPairingGrain grain) => (await GrainCalls.AskAsync(grain.GetResyncAsync))!;

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
