using Sync.Configuration.Yaml;

namespace Sync.Configuration.Sections;

/// <summary>
/// Which pairings name which others. A pairing waits for what it needs and for what its required references lead to; pairings that
/// wait for each other, through whichever others, would never create.
/// </summary>
internal sealed class PairingGraph
{
    private readonly OrderedDictionary<string, List<Mention>> mentions = new(StringComparer.Ordinal);
    private readonly HashSet<string> sharing = new(StringComparer.Ordinal);

    /// <summary>A pairing that is there, though it may be wrong.</summary>
    public void Add(string pairing) => mentions.TryAdd(pairing, []);

    /// <summary>One that was added has pairs that share a record: its id is no one pair's.</summary>
    public void Shares(string pairing) => sharing.Add(pairing);

    /// <param name="pairing">One that was added.</param>
    /// <param name="other">The one it names.</param>
    /// <param name="at">Where it does.</param>
    /// <param name="waits">Whether it creates only once the other's record is linked.</param>
    public void Mentions(string pairing, string other, YamlValue at, bool waits) => mentions[pairing].Add(new(other, at, waits));

    /// <summary>To be called when every pairing has been read.</summary>
    public void Check()
    {
        foreach (var (pairing, named) in mentions)
        {
            foreach (var (other, at, waits) in named)
            {
                if (!mentions.ContainsKey(other))
                {
                    at.Mistake(MistakeCode.UnknownPairing,
                        $"{at.Path}: there is no pairing '{other}'; {Suggestion.For(other, mentions.Keys)}");
                }
                else if (sharing.Contains(other))
                {
                    at.Mistake(MistakeCode.AmbiguousReference,
                        $"{at.Path}: many pairs of '{other}' may hold one record, so its id leads to no one pair; "
                        + "refer to a pairing of the same kinds whose cardinality is one on both sides, or leave it out.");
                }
                else if (waits && Way(other, pairing, []) is { } way)
                {
                    at.Mistake(MistakeCode.NeedsCycle,
                        $"{at.Path}: {string.Join(" → ", [pairing, .. way])}: each waits for the next, so none would ever create; "
                        + "drop one of the needs, or let one of the references be optional.");
                }
            }
        }
    }

    /// <summary>The pairings from one to another along those that wait, both named; null: there is no way.</summary>
    private IReadOnlyList<string>? Way(string from, string to, HashSet<string> seen)
    {
        if (from == to)
        {
            return [to];
        }

        return seen.Add(from) && mentions.TryGetValue(from, out var named)
            ? named.Where(m => m.Waits).Select(m => Way(m.Other, to, seen)).OfType<IReadOnlyList<string>>()
                .Select(rest => (IReadOnlyList<string>)[from, .. rest]).FirstOrDefault()
            : null;
    }

    private sealed record Mention(string Other, YamlValue At, bool Waits);
}
