using Sync.Mapping;

namespace Sync.Grains;

/// <summary>What the pairs of one pairing stand on.</summary>
/// <param name="Pairing">The rule.</param>
/// <param name="Mapper">Native records to canonical ones and back.</param>
/// <param name="Store">Where rows are kept.</param>
/// <param name="Connectors">The two sides.</param>
/// <param name="Gate">What the pairing decides alone.</param>
/// <param name="Acknowledgements">Where ingests hear what is durable.</param>
/// <param name="Time">The clock.</param>
public sealed record PairContext(
    Pairing Pairing,
    RecordMapper Mapper,
    IPairStore Store,
    PerSide<IConnector> Connectors,
    IPairingGate Gate,
    IAcknowledgements Acknowledgements,
    TimeProvider Time)
{
    /// <summary>Names a new pair.</summary>
    public Func<DateTimeOffset, PairId> NewId { get; init; } = now => PairId.New(Pairing.Name, now);
}

/// <summary>What the pairing decides for all its pairs.</summary>
public interface IPairingGate
{
    /// <summary>Whether records may be created. Once true it stays true.</summary>
    ValueTask<bool> IsLiveAsync(string pairing);

    /// <summary>Whether the database was set back, and no person has agreed yet to creates that no find would have shown needless.</summary>
    ValueTask<bool> AreCreatesHeldAsync(string pairing);

    /// <summary>Whether this deletion may be sent; granted once for a pair and generation.</summary>
    Task<bool> GrantDeletionAsync(PairId pair, int generation);
}

/// <summary>Carries acknowledgements to ingests. Never blocks, and may lose some: what is not acknowledged comes again.</summary>
public interface IAcknowledgements
{
    void Send(IngestKey ingest, Acknowledgement acknowledgement);
}
