using System.Collections.Concurrent;
using Orleans;

namespace Sync.Grains;

/// <summary>The pairing grain's word for all pairs of this silo: a good word stands, any other is asked for again in a while.</summary>
internal sealed class PairingGate(IGrainFactory grains, TimeProvider time) : IPairingGate
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentDictionary<string, Known> live = new();
    private readonly ConcurrentDictionary<string, Known> released = new();

    /// <inheritdoc/>
    public ValueTask<bool> IsLiveAsync(string pairing) => IsGoodAsync(live, pairing, grain => grain.IsLiveAsync());

    /// <inheritdoc/>
    public async ValueTask<bool> AreCreatesHeldAsync(string pairing) =>
        !await IsGoodAsync(released, pairing, async grain => !await grain.AreCreatesHeldAsync());

    /// <inheritdoc/>
    public Task<bool> GrantDeletionAsync(PairId pair, int generation) =>
        grains.GetGrain<IPairingGrain>(pair.Pairing).GrantDeletionAsync(pair.Value, generation);

    private ValueTask<bool> IsGoodAsync(ConcurrentDictionary<string, Known> known, string pairing, Func<IPairingGrain, Task<bool>> ask) =>
        known.TryGetValue(pairing, out var word) && (word.IsGood || time.GetElapsedTime(word.AskedAt) < AskAgainAfter)
            ? new(word.IsGood)
            : new(AskAsync(known, pairing, ask));

    /// <summary>A pairing that cannot be asked lets nothing be created.</summary>
    private async Task<bool> AskAsync(ConcurrentDictionary<string, Known> known, string pairing, Func<IPairingGrain, Task<bool>> ask)
    {
        // Others go by the old word meanwhile, so that one asks for all.
        known.AddOrUpdate(pairing, _ => new Known(false, time.GetTimestamp()), (_, word) => word with { AskedAt = time.GetTimestamp() });
        bool isGood;
        try
        {
            isGood = await ask(grains.GetGrain<IPairingGrain>(pairing));
        }
        catch (Exception)
        {
            isGood = false;
        }

        return known.AddOrUpdate(
            pairing, _ => new Known(isGood, time.GetTimestamp()), (_, word) => word with { IsGood = word.IsGood || isGood }).IsGood;
    }

    private readonly record struct Known(bool IsGood, long AskedAt);
}
