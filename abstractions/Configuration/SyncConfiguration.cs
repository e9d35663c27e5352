using System.Collections.Immutable;

namespace Sync;

/// <summary>The whole of sync.yaml, checked.</summary>
public sealed record SyncConfiguration
{
    /// <summary>The two sides.</summary>
    public required PerSide<SideConfiguration> Sides { get; init; }

    /// <summary>The pairings, in the order of the file.</summary>
    public required ImmutableArray<Pairing> Pairings { get; init; }

    /// <summary>How much of what happened is kept, for explanations and undos.</summary>
    public ActivityRetention Activity { get; init; } = new();

    /// <summary>The pairing of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Pairing Pairing(string name) => Pairings.FirstOrDefault(p => p.Name == name)
        ?? throw new KeyNotFoundException($"There is no pairing '{name}'; sync.yaml has: {string.Join(", ", Pairings.Select(p => p.Name))}.");

    /// <summary>How a kind of a side is spoken to.</summary>
    public Protocol ProtocolOf(Side side, string kind) => Sides[side].Kinds.GetValueOrDefault(kind)?.Protocol ?? Sides[side].Protocol;

    /// <summary>The ingests there are: of each side and kind that some pairing uses, one, or one for each partition.</summary>
    public IEnumerable<IngestKey> Ingests() =>
        from side in Sync.Sides.Both
        from kind in Pairings.Select(pairing => pairing.Kinds[side]).Distinct()
        from ingest in IngestsOf(side, kind)
        select ingest;

    /// <summary>The ingests of a kind; the first takes its webhooks.</summary>
    public IReadOnlyList<IngestKey> IngestsOf(Side side, string kind) => ProtocolOf(side, kind).Partitions is { IsEmpty: false } partitions
        ? [.. partitions.Select(partition => new IngestKey(side, kind, partition))]
        : [new IngestKey(side, kind)];

    /// <summary>The pairings that a kind of a side takes part in.</summary>
    public IEnumerable<Pairing> PairingsOf(Side side, string kind) => Pairings.Where(p => p.Kinds[side] == kind);
}
