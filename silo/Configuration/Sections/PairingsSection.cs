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

        var needs = new Dictionary<string, IReadOnlyList<(string Text, YamlValue Value)>>(StringComparer.Ordinal);
        var pairings = ImmutableArray.CreateBuilder<Pairing>();
        foreach (var entry in map.Named(TextForm.Name))
        {
            needs[entry.Key] = [];
            var pairing = YamlMap.Section<Pairing?>(entry, null, own =>
            {
                needs[entry.Key] = own.Optional("needs")?.Texts(TextForm.Name) ?? [];
                return new PairingSection(sides).Read(entry.Key, own);
            });
            if (pairing is not null)
            {
                pairings.Add(pairing with { Needs = [.. needs[entry.Key].Select(n => n.Text)] });
            }
        }

        CheckNeeds(needs);
        return pairings.ToImmutable();
    }

    /// <summary>A pairing that waits for itself, through whichever others, would never create.</summary>
    private static void CheckNeeds(Dictionary<string, IReadOnlyList<(string Text, YamlValue Value)>> needs)
    {
        foreach (var (name, wanted) in needs)
        {
            foreach (var (other, value) in wanted)
            {
                if (!needs.ContainsKey(other))
                {
                    value.Mistake(MistakeCode.UnknownPairing,
                        $"{value.Path}: there is no pairing '{other}'; {Suggestion.For(other, needs.Keys)}");
                }
                else if (Reaches(other, name, []))
                {
                    value.Mistake(MistakeCode.NeedsCycle,
                        $"{value.Path}: '{name}' needs '{other}', which waits for '{name}': neither would ever create; drop one of the needs.");
                }
            }
        }

        bool Reaches(string from, string to, HashSet<string> seen) =>
            from == to || seen.Add(from) && needs.TryGetValue(from, out var next) && next.Any(n => Reaches(n.Text, to, seen));
    }
}
