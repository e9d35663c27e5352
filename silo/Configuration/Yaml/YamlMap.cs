using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sync.Configuration.Yaml;

/// <summary>
/// A map of the file. A section asks for the keys it knows; a key nobody asked for is a mistake. The accessors with a fallback
/// answer it when the key is absent or, the mistake being recorded, wrong.
/// </summary>
internal sealed class YamlMap
{
    private readonly YamlValue owner;
    private readonly List<YamlValue> entries = [];
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    public YamlMap(YamlValue owner, YamlMappingNode node)
    {
        this.owner = owner;
        foreach (var (key, value) in node.Children)
        {
            if (key is YamlScalarNode { Value: { } name })
            {
                entries.Add(new YamlValue(name, owner.Path == "" ? name : $"{owner.Path}.{name}", key.Start, value, owner.Mistakes));
            }
            else
            {
                owner.Mistakes.Add(MistakeCode.WrongType, key.Start, "A key is a map or a list; write a single word.");
            }
        }
    }

    /// <summary>
    /// Reads a section: a map of which <paramref name="read"/> asks for every key there is. <paramref name="absent"/> stands for a
    /// section that is left out or is no map.
    /// </summary>
    public static T Section<T>(YamlValue? value, T absent, Func<YamlMap, T> read)
    {
        if (value?.Map() is not { } map)
        {
            return absent;
        }

        var section = read(map);
        map.RefuseOtherKeys();
        return section;
    }

    /// <summary>What messages call it.</summary>
    public string Name => owner.Name;

    public int Count => entries.Count;

    /// <summary>Every entry, in the order of the file, for maps whose keys are free; every key is asked for.</summary>
    public IReadOnlyList<YamlValue> Entries
    {
        get
        {
            asked.UnionWith(entries.Select(e => e.Key));
            return entries;
        }
    }

    public YamlValue? Optional(string key)
    {
        asked.Add(key);
        return entries.Find(e => e.Key == key);
    }

    public YamlValue? Required(string key, string hint)
    {
        if (Optional(key) is { } value)
        {
            return value;
        }

        Mistake(MistakeCode.MissingKey, $"{Name} lacks '{key}'; {hint}.");
        return null;
    }

    /// <summary>A mistake of the map as a whole; it stands at the map's own key.</summary>
    public void Mistake(string code, string message) => owner.Mistakes.Add(code, owner.KeyAt, message);

    /// <summary>Entries whose keys have a form; one whose key fails is left out.</summary>
    public IEnumerable<YamlValue> Named(TextForm form)
    {
        foreach (var entry in Entries)
        {
            if (form.Fits(entry.Key))
            {
                yield return entry;
            }
            else
            {
                entry.KeyMistake(form.Code, $"{Name}: '{entry.Key}' will not do; {form.Hint}.");
            }
        }
    }

    /// <summary>What stands under <c>crm</c> and <c>shop</c>.</summary>
    public PerSide<T> PerSide<T>(Func<Side, YamlValue?, T> read) =>
        new(read(Side.Crm, Optional(Side.Crm.Name())), read(Side.Shop, Optional(Side.Shop.Name())));

    public string Text(string key, TextForm form, string fallback) => Optional(key)?.Text(form) ?? fallback;

    /// <summary>A text that null switches off.</summary>
    public string? TextOrNull(string key, TextForm form, string? fallback) =>
        Optional(key) is { IsNothing: true } ? null : Optional(key)?.Text(form) ?? fallback;

    public bool Truth(string key, bool fallback) => Optional(key)?.Truth() ?? fallback;

    public int Integer(string key, int least, int most, int fallback) => Optional(key)?.Integer(least, most) ?? fallback;

    public TimeSpan Duration(string key, TimeSpan least, TimeSpan most, TimeSpan fallback) =>
        Optional(key)?.Duration(least, most) ?? fallback;

    public T Word<T>(string key, Words<T> words, T fallback)
        where T : struct => Optional(key)?.Word(words) ?? fallback;

    private void RefuseOtherKeys()
    {
        foreach (var entry in entries.Where(e => !asked.Contains(e.Key)))
        {
            entry.KeyMistake(MistakeCode.UnknownKey, $"{Name} has no key '{entry.Key}'; {Suggestion.For(entry.Key, asked)}");
        }
    }
}
