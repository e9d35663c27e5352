using Orleans;

namespace Sync;

/// <summary>Which changes are undone: those of one side, or of everybody, from a moment on.</summary>
/// <param name="Origin">The side that they came from; <see langword="null"/>: both, and what people did here.</param>
/// <param name="Since">From when on, by this cluster's clock.</param>
/// <param name="Until">Up to when; <see langword="null"/>: now.</param>
/// <param name="Created">Whether records created in it are taken back, which deletes them on both sides.</param>
[GenerateSerializer, Immutable, Alias("sync.UndoRange")]
public sealed record UndoRange(
    [property: Id(0)] Side? Origin, [property: Id(1)] DateTimeOffset Since, [property: Id(2)] DateTimeOffset? Until, [property: Id(3)] bool Created = false)
{
    /// <summary>Whether a change is one of them. What a person did here came from no side.</summary>
    public bool Takes(Activity change) => change.At >= Since && !(change.At > Until)
        && (Origin is null || (change.By is null && (OriginOf(change) ?? Origin) == Origin));

    private static Side? OriginOf(Activity change) => change.Kind switch
    {
        ActivityKind.Updated or ActivityKind.Created or ActivityKind.Deleted => change.Side?.Other(),
        ActivityKind.Decided => change.Side,
        _ => null,
    };
}
