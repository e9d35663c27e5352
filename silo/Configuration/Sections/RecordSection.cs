using Sync.Configuration.Yaml;

namespace Sync.Configuration.Sections;

/// <summary><c>record</c>: where every record carries its id, version, time and place in the feed. Null switches a field off.</summary>
internal static class RecordSection
{
    public static RecordFields Read(YamlValue? value, RecordFields inherited) => YamlMap.Section(value, inherited, map => new RecordFields
    {
        Id = map.Text("id", TextForm.FieldPath, inherited.Id),
        Version = map.TextOrNull("version", TextForm.FieldPath, inherited.Version),
        ModifiedAt = map.TextOrNull("modifiedAt", TextForm.FieldPath, inherited.ModifiedAt),
        Position = map.TextOrNull("position", TextForm.FieldPath, inherited.Position),
        Deleted = map.TextOrNull("deleted", TextForm.FieldPath, inherited.Deleted),
    });
}
