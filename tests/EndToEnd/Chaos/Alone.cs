namespace Sync.EndToEnd.Tests.Chaos;

/// <summary>Clusters of several processes, which are killed, frozen and cut off: one after the other, with nothing beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
