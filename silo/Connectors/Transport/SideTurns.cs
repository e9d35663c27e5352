using System.Threading.RateLimiting;

namespace Sync.Connectors;

/// <summary>
/// The turns of one side: this silo's part of its concurrency (at least one request at once) and of its rate (spread in tenths of a
/// second). First come, first served. A turn not given within the longest wait is not given at all, so that no write leaves long
/// after it was decided on. When silos come or go, whoever waits asks again under the new part.
/// </summary>
internal sealed class SideTurns(Func<int, RateLimiter[]> limitersOf, ISideShare share, TimeSpan longestWait, TimeProvider time) : IDisposable
{
    /// <summary>Requests that may wait for a turn.</summary>
    internal const int MaxWaiting = 4096;

    private readonly Lock change = new();
    private Part? part;

    public SideTurns(SideLimits limits, ISideShare share, TimeProvider time)
        : this(silos => [AtOnce(limits.Concurrency, silos), PerSecond(limits.PerSecond, silos)], share, limits.Timeout, time)
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
            while (true)
            {
                var limiter = Current();
                if (await TryTakeAsync(limiter, either.Token) is { } turn)
                    return turn;
                if (limiter == Current())
                    throw NoTurn($"{call.Name}: not sent, {MaxWaiting} requests are waiting already");
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw NoTurn($"{call.Name}: not sent, no turn within {longestWait.TotalSeconds:0.#} s under the side's limits");
        }
    }

    public void Dispose()
    {
        lock (change)
            part?.Dispose();
    }

    internal static RateLimiter AtOnce(int concurrency, int silos = 1) => new ConcurrencyLimiter(new ConcurrencyLimiterOptions
    {
        PermitLimit = Math.Max(1, concurrency / silos),
        QueueLimit = MaxWaiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    internal static RateLimiter PerSecond(int rate, int silos = 1)
    {
        var part = (double)rate / silos;
        var tokens = Math.Max(1, (int)(part / 10));
        return new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = tokens,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds(tokens / part),
            QueueLimit = MaxWaiting,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }

    /// <summary>A limiter that was replaced has been disposed, and whoever waits for it is turned away at once.</summary>
    private static async Task<IDisposable?> TryTakeAsync(RateLimiter limiter, CancellationToken cancellation)
    {
        try
        {
            var lease = await limiter.AcquireAsync(1, cancellation);
            if (lease.IsAcquired)
                return lease;
            lease.Dispose();
            return null;
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    private RateLimiter Current()
    {
        var silos = share.Silos;
        lock (change)
        {
            if (part is { } now && now.Silos == silos)
                return now.All;
            part?.Dispose();
            part = new Part(silos, limitersOf(silos));
            return part.All;
        }
    }

    private static NotSentException NoTurn(string reason) => new(new Failure(reason, SideWide: true));

    /// <summary>The limiters of one number of silos. A chain does not dispose its links.</summary>
    private sealed class Part(int silos, RateLimiter[] links) : IDisposable
    {
        public int Silos => silos;

        public RateLimiter All { get; } = RateLimiter.CreateChained(links);

        public void Dispose()
        {
            All.Dispose();
            foreach (var link in links)
                link.Dispose();
        }
    }
}
