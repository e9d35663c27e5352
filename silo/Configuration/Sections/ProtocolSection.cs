using Sync.Configuration.Yaml;

namespace Sync.Configuration.Sections;

/// <summary><c>protocol</c>: the requests of a REST side and where its pages keep their parts.</summary>
internal static class ProtocolSection
{
    public static Protocol Read(YamlValue? value, Protocol inherited) => YamlMap.Section(value, inherited, map => new Protocol
    {
        Feed = ReadFeed(map, inherited.Feed),
        List = ReadOperation(map, "list", inherited.List, ["{after}"], ["{path}", "{limit}"]),
        Read = ReadOperation(map, "read", inherited.Read, ["{id}"], ["{path}"]),
        Find = ReadOperation(map, "find", inherited.Find, ["{value}"], ["{path}", "{field}"]),
        Create = ReadOperation(map, "create", inherited.Create, [], ["{path}"]),
        Update = ReadOperation(map, "update", inherited.Update, ["{id}"], ["{path}"]),
        Delete = ReadOperation(map, "delete", inherited.Delete, ["{id}"], ["{path}"]),
        Items = map.Text("items", TextForm.FieldPath, inherited.Items),
        Next = map.Text("next", TextForm.FieldPath, inherited.Next),
        More = map.Text("more", TextForm.FieldPath, inherited.More),
        Cursor = map.Text("cursor", TextForm.FieldPath, inherited.Cursor),
        Wrapper = map.TextOrNull("wrapper", TextForm.FieldPath, inherited.Wrapper),
        Wait = map.Duration("wait", TimeSpan.Zero, TimeSpan.FromMinutes(5), inherited.Wait),
        PollInterval = map.Duration("pollInterval", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1), inherited.PollInterval),
        Overlap = map.Duration("overlap", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), inherited.Overlap),
        PageSize = map.Integer("pageSize", 1, 5_000, inherited.PageSize),
    });

    /// <summary>A feed goes on from a cursor, or from a time and a number of records.</summary>
    private static Operation ReadFeed(YamlMap map, Operation inherited) =>
        map.Optional("feed")?.Node.ToString().Contains("{since}", StringComparison.Ordinal) == true
            ? ReadOperation(map, "feed", inherited, ["{since}", "{offset}"], ["{path}", "{limit}"])
            : ReadOperation(map, "feed", inherited, ["{cursor}"], ["{path}", "{limit}", "{wait}"]);

    /// <summary>A method and a URL template; without its needed placeholders it would ask the same thing of every record.</summary>
    private static Operation ReadOperation(YamlMap map, string key, Operation inherited, string[] needed, string[] allowed)
    {
        if (map.Optional(key) is not { } value || value.Text(TextForm.Operation) is not { } text)
        {
            return inherited;
        }

        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var url = text[(space + 1)..];
        var written = url.Split('{').Skip(1).Select(part => "{" + part[..(part.IndexOf('}', StringComparison.Ordinal) + 1)]).ToList();
        if (needed.Except(written).FirstOrDefault() is { } missing)
        {
            value.Mistake(MistakeCode.OperationPlaceholder, $"{value.Path} lacks {missing}; put it where the side expects it.");
        }

        if (written.Except([.. needed, .. allowed]).FirstOrDefault() is { } unknown)
        {
            value.Mistake(MistakeCode.OperationPlaceholder,
                $"{value.Path}: {unknown} has no value in this operation; use {string.Join(", ", (string[])[.. needed, .. allowed])}.");
        }

        return new Operation(text[..space], url);
    }
}
