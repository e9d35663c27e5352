using System.Threading.RateLimiting;

namespace Sync.Connectors;

/// <summary>
/// The turns of one side: no more requests at once than its concurrency, no more a second than its rate (spread in tenths of a
/// second). First come, first served. A turn not given within the longest wait is not given at all, so that no write leaves long
/// after it was decided on.
/// </summary>
internal sealed class SideTurns(RateLimiter limiter, TimeSpan longestWait, TimeProvider time) : IDisposable
{
    /// <summary>Requests that may wait for a turn.</summary>
    internal const int MaxWaiting = 4096;

    public SideTurns(SideLimits limits, TimeProvider time)
        : this(RateLimiter.CreateChained(AtOnce(limits.Concurrency), PerSecond(limits.PerSecond)), limits.Timeout, time)
    {
    }

    /// <summary>A turn, given back by disposing it.</summary>
    /// <exception cref="NotSentException">None was free in time.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<IDisposable> TakeAsync(Call call, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(longestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            var lease = await limiter.AcquireAsync(1, either.Token);
            if (lease.IsAcquired)
                return lease;
            lease.Dispose();
            throw NoTurn($"{call.Name}: not sent, {MaxWaiting} requests are waiting already");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw NoTurn($"{call.Name}: not sent, no turn within {longestWait.TotalSeconds:0.#} s under the side's limits");
        }
    }

    public void Dispose() => limiter.Dispose();

    internal static RateLimiter AtOnce(int concurrency) => new ConcurrencyLimiter(new ConcurrencyLimiterOptions
    {
        PermitLimit = concurrency,
        QueueLimit = MaxWaiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    internal static RateLimiter PerSecond(int rate)
    {
        var tokens = Math.Max(1, rate / 10);
        return new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = tokens,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)tokens / rate),
            QueueLimit = MaxWaiting,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }

    private static NotSentException NoTurn(string reason) => new(new Failure(reason, SideWide: true));
}
