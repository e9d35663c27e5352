using Orleans.Serialization.TypeSystem;

namespace Sync.Grains;

/// <summary>What the grains are called where Orleans counts activations by type.</summary>
public static class GrainNames
{
    /// <summary>One linked pair of records, or half of it.</summary>
    public static readonly string Pair = RuntimeTypeNameFormatter.Format(typeof(PairGrain));

    /// <summary>The changes of a side's kind, or of a part of it.</summary>
    public static readonly string Ingest = RuntimeTypeNameFormatter.Format(typeof(IngestGrain));

    /// <summary>What a pairing decides alone.</summary>
    public static readonly string Pairing = RuntimeTypeNameFormatter.Format(typeof(PairingGrain));
}
