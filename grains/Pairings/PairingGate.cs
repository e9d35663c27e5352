using System.Collections.Concurrent;
using Orleans;

namespace Sync.Grains;

/// <summary>The pairing grain's word for all pairs of this silo: once live, always live; not yet live is asked again in a while.</summary>
internal sealed class PairingGate(IGrainFactory grains, TimeProvider time) : IPairingGate
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentDictionary<string, Known> known = new();

    /// <inheritdoc/>
    public ValueTask<bool> IsLiveAsync(string pairing)
    {
        if (known.TryGetValue(pairing, out var word) && (word.IsLive || time.GetElapsedTime(word.AskedAt) < AskAgainAfter))
            return new(word.IsLive);
        return new(AskAsync(pairing));
    }

    /// <inheritdoc/>
    public Task<bool> GrantDeletionAsync(PairId pair, int generation) =>
        grains.GetGrain<IPairingGrain>(pair.Pairing).GrantDeletionAsync(pair.Value, generation);

    /// <summary>A pairing that cannot be asked is not live.</summary>
    private async Task<bool> AskAsync(string pairing)
    {
        // Others go by the old word meanwhile, so that one asks for all.
        known.AddOrUpdate(pairing, _ => new Known(false, time.GetTimestamp()), (_, word) => word with { AskedAt = time.GetTimestamp() });
        bool isLive;
        try
        {
            isLive = await grains.GetGrain<IPairingGrain>(pairing).IsLiveAsync();
        }
        catch (Exception)
        {
            isLive = false;
        }

        return known.AddOrUpdate(
            pairing, _ => new Known(isLive, time.GetTimestamp()), (_, word) => word with { IsLive = word.IsLive || isLive }).IsLive;
    }

    private readonly record struct Known(bool IsLive, long AskedAt);
}
