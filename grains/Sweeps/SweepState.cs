using Orleans;

namespace Sync.Grains;

/// <summary>What a pairing's sweep remembers.</summary>
[GenerateSerializer, Alias("sync.SweepState")]
public sealed class SweepState
{
    /// <summary>The sweep under way or the last one; <see langword="null"/>: there never was one.</summary>
    [Id(0)] public SweepReport? Report { get; set; }

    /// <summary>When the pairing was first found live: the schedule counts from here until there was a sweep.</summary>
    [Id(1)] public DateTimeOffset? LiveSince { get; set; }
}
