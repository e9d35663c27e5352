using System.Collections.Immutable;

namespace Sync.Connectors;

/// <summary>
/// How far a kind that is taken in parts is listed as a whole, one part after the other. As a cursor it is <c>part/after</c>,
/// since no part has a slash in its name.
/// </summary>
/// <param name="Parts">All of them, in the order of the configuration.</param>
/// <param name="Part">The one that is being listed, counted from 0.</param>
/// <param name="After">Where in it; <see langword="null"/>: at its beginning.</param>
internal readonly record struct ListedPart(ImmutableArray<string> Parts, int Part, string? After)
{
    public string Name => Parts[Part];

    /// <summary>Where a cursor stands; <see langword="null"/> or empty: at the beginning of the first part.</summary>
    /// <exception cref="ArgumentException">It is of other parts, or no such cursor.</exception>
    public static ListedPart At(string? cursor, ImmutableArray<string> parts)
    {
        if (string.IsNullOrEmpty(cursor))
            return new ListedPart(parts, 0, null);
        var place = cursor.Split('/', 2);
        return place is [var name, var after] && parts.IndexOf(name) is >= 0 and var part
            ? new ListedPart(parts, part, after.Length > 0 ? after : null)
            : throw new ArgumentException($"'{cursor}' is no place in the listing of the partitions {string.Join(", ", parts)}; list from the beginning.");
    }

    /// <summary>The cursor to go on with, after a page of this part; <see langword="null"/>: this was the end of the last one.</summary>
    /// <param name="after">Where the part goes on; <see langword="null"/>: it is at its end.</param>
    public string? Next(string? after) =>
        after is not null ? $"{Name}/{after}"
        : Part + 1 < Parts.Length ? $"{Parts[Part + 1]}/"
        : null;
}
