using System.Collections.Immutable;
using Sync.Configuration.Yaml;

namespace Sync.Configuration.Sections;

/// <summary><c>protocol</c>: the requests of a REST side and where its pages keep their parts.</summary>
internal static class ProtocolSection
{
    private const int MostPartitions = 64;
    private const string Partition = "{partition}";

    public static Protocol Read(YamlValue? value, Protocol inherited) => YamlMap.Section(value, inherited, map => new Protocol
    {
        Partitions = ReadPartitions(map, inherited),
        Feed = ReadFeed(map, inherited),
        List = ReadOperation(map, "list", inherited.List, ["{after}", .. Part(map, inherited)], ["{path}", "{limit}"]),
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
    private static Operation ReadFeed(YamlMap map, Protocol inherited) =>
        map.Optional("feed")?.Node.ToString().Contains("{since}", StringComparison.Ordinal) == true
            ? ReadOperation(map, "feed", inherited.Feed, ["{since}", "{offset}", .. Part(map, inherited)], ["{path}", "{limit}"])
            : ReadOperation(map, "feed", inherited.Feed, ["{cursor}", .. Part(map, inherited)], ["{path}", "{limit}", "{wait}"]);

    /// <summary>What the feed and the listing of a kind that is taken in parts need, and no other may have.</summary>
    private static string[] Part(YamlMap map, Protocol inherited) => IsPartitioned(map, inherited) ? [Partition] : [];

    /// <summary>A list of names, wrong ones too: such a mistake is not one of the feed.</summary>
    private static bool IsPartitioned(YamlMap map, Protocol inherited) =>
        map.Optional("partitions") is { } written ? !written.IsEmptyList : !inherited.Partitions.IsEmpty;

    private static ImmutableArray<string> ReadPartitions(YamlMap map, Protocol inherited)
    {
        if (map.Optional("partitions") is not { } value || value.Texts(TextForm.Partition) is not { } names)
        {
            return inherited.Partitions;
        }

        if (names.Count > MostPartitions)
        {
            value.Mistake(MistakeCode.OutOfRange, $"{value.Path}: {names.Count} partitions will not do; name at most {MostPartitions}.");
        }

        CheckInherited(map, value, "feed", inherited.Feed);
        CheckInherited(map, value, "list", inherited.List);
        return names is [] ? [] : [.. names.Select(name => name.Text)]; // The same nothing as where it is left out.
    }

    /// <summary>A feed or listing that is not written beside the partitions is as it was before there were any, or while there were.</summary>
    private static void CheckInherited(YamlMap map, YamlValue partitions, string key, Operation inherited)
    {
        var has = inherited.Url.Contains(Partition, StringComparison.Ordinal);
        if (map.Optional(key) is null && has == partitions.IsEmptyList)
        {
            partitions.Mistake(MistakeCode.OperationPlaceholder, has
                ? $"{partitions.Path}: without partitions {Partition} has no value in {key}; write '{key}' without it here."
                : $"{partitions.Path}: {key} lacks {Partition}; write '{key}' here, with {Partition} where the side expects the part.");
        }
    }

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
            var hint = unknown == Partition && key is ("feed" or "list")
                ? "name the parts in 'partitions', or leave it out"
                : $"use {string.Join(", ", (string[])[.. needed, .. allowed])}";
            value.Mistake(MistakeCode.OperationPlaceholder, $"{value.Path}: {unknown} has no value in this operation; {hint}.");
        }

        return new Operation(text[..space], url);
    }
}
