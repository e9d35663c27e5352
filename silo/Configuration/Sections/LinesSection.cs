using Sync.Configuration.Yaml;

namespace Sync.Configuration.Sections;

/// <summary>What a property of type lines says beside its paths: the properties of a line, and the one that tells lines apart.</summary>
internal static class LinesSection
{
    public static Property Read(YamlMap map, Property lines)
    {
        var written = new WrittenPaths("");
        var section = map.Required("properties", "name the properties of a line")?.Map();
        if (section?.Count == 0)
        {
            section.Mistake(MistakeCode.MissingKey, $"{section.Name} names no property; a line has at least its key.");
        }

        var properties = PropertySection.ReadAll(section, entry => PropertySection.ReadOfLine(entry, written));
        var key = map.Required("key", "name the property that tells lines apart");
        return lines with { Key = ReadKey(key, properties), Properties = [.. properties.Values.OfType<Property>()] };
    }

    private static string? ReadKey(YamlValue? value, OrderedDictionary<string, Property?> properties)
    {
        // Where a line has no properties, that is the mistake.
        if (value?.Text(TextForm.PropertyName) is not { } name || properties.Count == 0)
        {
            return null;
        }

        if (!properties.TryGetValue(name, out var property))
        {
            value.Mistake(MistakeCode.UnknownProperty,
                $"{value.Path}: a line has no property '{name}'; {Suggestion.For(name, [.. properties.Keys])}");
        }
        else if (property is not null && !PropertySection.IsOneText(property))
        {
            value.Mistake(MistakeCode.CannotKey,
                $"{value.Path}: '{name}' is of type money or set or spans two paths and cannot tell lines apart; name another property.");
        }

        return name;
    }
}
