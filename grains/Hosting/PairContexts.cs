using Sync.Mapping;

namespace Sync.Grains;

/// <summary>The contexts of all pairings; one a silo.</summary>
internal sealed class PairContexts(
    SyncConfiguration configuration, IPairStore store, PerSide<IConnector> connectors, IPairingGate gate,
    IAcknowledgements acknowledgements, TimeProvider time)
{
    private readonly Dictionary<string, PairContext> contexts = configuration.Pairings.ToDictionary(
        pairing => pairing.Name,
        pairing => new PairContext(pairing, new RecordMapper(pairing), store, connectors, gate, acknowledgements, time));

    /// <summary>The context of a pairing; <see langword="null"/> where the configuration has none of that name.</summary>
    public PairContext? Of(string pairing) => contexts.GetValueOrDefault(pairing);

    /// <summary>The contexts of all pairings that a kind of a side takes part in, in the order of the configuration.</summary>
    public IReadOnlyList<PairContext> Of(Side side, string kind) =>
        [.. configuration.PairingsOf(side, kind).Select(pairing => contexts[pairing.Name])];
}
