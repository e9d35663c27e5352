using System.Collections.Immutable;
using Sync.Configuration.Yaml;

namespace Sync.Configuration.Sections;

/// <summary><c>pairings</c>: every pairing, and what one says of another.</summary>
internal sealed class PairingsSection(PerSide<SideConfiguration?> sides)
{
    public ImmutableArray<Pairing> Read(YamlMap map)
    {
        if (map.Count == 0)
        {
            map.Mistake(MistakeCode.MissingKey, $"{map.Name} names no pairing; write at least one.");
        }

        var graph = new PairingGraph();
        var pairings = ImmutableArray.CreateBuilder<Pairing>();
        foreach (var entry in map.Named(TextForm.Name))
        {
            graph.Add(entry.Key);
            if (YamlMap.Section<Pairing?>(entry, null, own => new PairingSection(sides, graph).Read(entry.Key, own)) is { } pairing)
            {
                pairings.Add(pairing);
            }
        }

        graph.Check();
        return pairings.ToImmutable();
    }
}
