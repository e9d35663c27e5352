using System.Collections.Immutable;
using System.Text.Json;
using Sync.Configuration.Yaml;
using FieldsOfSide = System.Collections.Immutable.ImmutableSortedDictionary<string, Sync.Configuration.Sections.FieldText>;

namespace Sync.Configuration.Sections;

/// <summary>A field's value as it is written in the file.</summary>
/// <param name="Text">A text's content; a number, true or false as they are written.</param>
/// <param name="Value">Where it stands.</param>
internal sealed record FieldText(string Text, YamlValue Value)
{
    /// <summary>The JSON scalar: <c>"5"</c> was text in the file, <c>5</c> a number.</summary>
    public string Json => Value.IsText ? JsonSerializer.Serialize(Text) : Text;
}

/// <summary><c>where</c> and <c>constants</c>: per side, paths and the values that stand there.</summary>
internal static class FieldsSection
{
    public static PerSide<FieldsOfSide> Read(YamlValue? value) =>
        YamlMap.Section(value, new(FieldsOfSide.Empty, FieldsOfSide.Empty), map => map.PerSide((_, own) => ReadSide(own?.Map())));

    public static ImmutableSortedDictionary<string, string> Texts(FieldsOfSide fields) => Shown(fields, field => field.Text);

    public static ImmutableSortedDictionary<string, string> Json(FieldsOfSide fields) => Shown(fields, field => field.Json);

    private static FieldsOfSide ReadSide(YamlMap? map)
    {
        var fields = ImmutableSortedDictionary.CreateBuilder<string, FieldText>(StringComparer.Ordinal);
        foreach (var entry in map?.Named(TextForm.FieldPath) ?? [])
        {
            if (entry.Scalar() is { } text)
            {
                fields[entry.Key] = new FieldText(text, entry);
            }
        }

        return fields.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, string> Shown(FieldsOfSide fields, Func<FieldText, string> show) =>
        fields.ToImmutableSortedDictionary(f => f.Key, f => show(f.Value), StringComparer.Ordinal);
}
