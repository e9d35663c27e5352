using Microsoft.Extensions.DependencyInjection;

namespace Sync.Grains.Tests;

/// <summary>The real delivery, but for what it is told to lose.</summary>
internal sealed class LossyDelivery(IServiceProvider services) : IDelivery
{
    private readonly Delivery real = ActivatorUtilities.CreateInstance<Delivery>(services);
    private volatile bool losesLive;

    /// <summary>How many changes were lost.</summary>
    public int Lost { get; private set; }

    /// <summary>Whether everything that should go by stream is lost.</summary>
    public void LoseLive(bool loses) => losesLive = loses;

    public Task DeliverAsync(IReadOnlyList<(PairId Pair, ChangeEvent Change)> changes, bool live)
    {
        if (!live || !losesLive)
            return real.DeliverAsync(changes, live);
        Lost += changes.Count;
        return Task.CompletedTask;
    }
}
