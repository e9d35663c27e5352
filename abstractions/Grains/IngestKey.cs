namespace Sync;

/// <summary>Which ingest. As text it is the key of the grain: <c>crm/customer</c>, <c>crm/customer/eu</c>.</summary>
/// <param name="Side">The side.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Partition">Which of the <see cref="Protocol.Partitions"/>; <see langword="null"/>: the kind as a whole.</param>
public readonly record struct IngestKey(Side Side, string Kind, string? Partition = null)
{
    /// <summary>The kind, with the partition if there is one, as people are told.</summary>
    public string Name => Partition is null ? Kind : $"{Kind} {Partition}";

    /// <exception cref="FormatException">The text is not <c>side/kind</c> or <c>side/kind/partition</c>.</exception>
    public static IngestKey Parse(string key) => key.Split('/') is [var name, var kind, .. var rest] && rest.Length < 2 && Sides.Parse(name) is { } side
        ? new IngestKey(side, kind, rest.FirstOrDefault())
        : throw new FormatException($"'{key}' is not the key of an ingest; expected <side>/<kind> or <side>/<kind>/<partition>.");

    /// <inheritdoc/>
    public override string ToString() => Partition is null ? $"{Side.Name()}/{Kind}" : $"{Side.Name()}/{Kind}/{Partition}";
}
