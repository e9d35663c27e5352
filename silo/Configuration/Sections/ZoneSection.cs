using Sync.Configuration.Yaml;

namespace Sync.Configuration.Sections;

/// <summary><c>zone</c>: per side the zone whose clocks its date-times show, where they have no offset.</summary>
internal static class ZoneSection
{
    private static readonly PerSide<TimeZoneInfo?> None = new(null, null);

    public static PerSide<TimeZoneInfo?> Read(YamlValue? value) => YamlMap.Section(value, None, map =>
    {
        if (map.Count == 0)
        {
            map.Mistake(MistakeCode.MissingKey, $"{map.Name} names no side; write it under crm, shop or both.");
        }

        return map.PerSide((_, own) => own?.Text(TextForm.Zone) is { } name ? Find(own, name) : null);
    });

    private static TimeZoneInfo? Find(YamlValue value, string name)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            return zone;
        }

        value.Mistake(MistakeCode.BadZone,
            $"{value.Path}: there is no zone '{name}' on this machine; write an IANA name such as Europe/Berlin.");
        return null;
    }
}
