using Orleans;

namespace Sync.Grains;

/// <summary>What a pairing's undos remember.</summary>
[GenerateSerializer, Alias("sync.UndoState")]
public sealed class UndoState
{
    /// <summary>The undo under way or the last one; <see langword="null"/>: there never was one.</summary>
    [Id(0)] public UndoProgress? Progress { get; set; }
}
