using System.Globalization;
using System.Text.Json.Nodes;

namespace Sync.Simulation;

/// <summary>A record, and everything that ever stood in it.</summary>
internal sealed class SimulatedRecord(string id, JsonObject fields)
{
    public string Id => id;

    /// <summary>The same on both sides, and hardly ever edited: by it the checkers know counterparts.</summary>
    public string Key => (string)fields["key"]!;

    public JsonObject Fields => fields;

    public string Version { get; private set; } = "";

    public long Place { get; private set; }

    public DateTimeOffset ModifiedAt { get; private set; }

    public DateTimeOffset CreatedAt { get; init; }

    public bool CreatedByEngine { get; init; }

    public bool IsDeleted { get; private set; }

    public bool DeletedByEngine { get; private set; }

    public DateTimeOffset DeletedAt { get; private set; }

    /// <summary>Whether the engine had linked it when a person deleted it.</summary>
    public bool WasLinked { get; set; }

    /// <summary>When a person last brought it back.</summary>
    public DateTimeOffset? RestoredAt { get; private set; }

    /// <summary>Everything that was put into it, oldest first.</summary>
    public List<Edit> History { get; } = [];

    /// <summary>The types it ever had; a pairing that takes one of them may have known it.</summary>
    public HashSet<string> Types { get; } = [];

    /// <summary>Whether a write was taken and forgotten, and nobody has looked since: whoever edits it then, edits what the engine takes for written.</summary>
    public bool IsMisunderstood { get; set; }

    /// <summary>How much of <see cref="History"/> a read has shown to the engine.</summary>
    public int Shown { get; set; }

    /// <summary>As it stood before its last change; a feed that promises no order may show that.</summary>
    public SideRecord? Earlier { get; set; }

    public string? Now(string part) => Last(part)?.Value;

    public Edit? Last(string part) => History.LastOrDefault(e => e.Property == part);

    public Edit? LastEdit(string part) => History.LastOrDefault(e => e.ByPerson && e.Property == part);

    /// <summary>What stood in a part before a moment; in a part that comes and goes, nothing at first.</summary>
    public IEnumerable<string?> Before(DateTimeOffset at, string part) =>
        History.Where(e => e.Property == part && e.At < at).Select(e => e.Value).Concat(part.Contains('/', StringComparison.Ordinal) ? [null] : []);

    /// <summary>Takes down what stands in a property now.</summary>
    /// <param name="property">The property.</param>
    /// <param name="parts">What stands in it.</param>
    /// <param name="at">Since when.</param>
    /// <param name="byPerson">Whether a person put it there.</param>
    public void Set(Property property, IEnumerable<(string Name, string? Text)> parts, DateTimeOffset at, bool byPerson)
    {
        var now = parts.ToDictionary(p => p.Name, p => p.Text);
        if (!Parts.IsComposed(property))
        {
            History.AddRange(now.Select(p => new Edit(p.Key, p.Value, at, byPerson)));
            return;
        }
        var known = History.Select(e => e.Property).Where(p => p != property.Name && Parts.PropertyOf(p) == property.Name);
        foreach (var part in known.Concat(now.Keys).Distinct().Where(part => Now(part) != now.GetValueOrDefault(part)).ToList())
            History.Add(new Edit(part, now.GetValueOrDefault(part), at, byPerson));
    }

    public void Delete(DateTimeOffset at, bool byEngine) => (IsDeleted, DeletedAt, DeletedByEngine) = (true, at, byEngine);

    public void Restore(DateTimeOffset at) => (IsDeleted, DeletedByEngine, RestoredAt) = (false, false, at);

    public void MoveTo(long place, string version, DateTimeOffset at) => (Place, Version, ModifiedAt) = (place, version, at);
}

/// <summary>One value put into a part of a record; a reference is told by the key of the record it leads to.</summary>
internal sealed record Edit(string Property, string? Value, DateTimeOffset At, bool ByPerson)
{
    /// <summary>Whether an unconditional write of ours, decided before this edit, overwrote it: the documented window.</summary>
    public bool LostInWindow { get; set; }

    /// <summary>The version that it made.</summary>
    public string? Version { get; set; }

    /// <summary>Whether the engine was told of it in the very answer to its write.</summary>
    public bool IsTold { get; set; }

    /// <summary>
    /// Whether two values are the same but for what a side may make of them: capitals, white space at the ends, digits behind the
    /// second, the time of day. People never make two values that differ by so little.
    /// </summary>
    public static bool Same(string? one, string? other) => string.Equals(one?.Trim(), other?.Trim(), StringComparison.OrdinalIgnoreCase)
        || (one is not null && other is not null && (AreClose(one, other) || AreOfOneDay(one, other)));

    /// <summary>Whether a text shows a value, which it may do in its own form.</summary>
    public static bool IsShown(string value, string text) => text.Contains(value.Trim(), StringComparison.OrdinalIgnoreCase)
        || (value.Length > 11 && value[10] == 'T' && text.Contains(value[..11], StringComparison.Ordinal));

    private static bool AreClose(string one, string other) => decimal.TryParse(one, CultureInfo.InvariantCulture, out var left)
        && decimal.TryParse(other, CultureInfo.InvariantCulture, out var right) && Math.Abs(left - right) < 0.01m;

    private static bool AreOfOneDay(string one, string other) => one.Length > 11 && other.Length > 11 && one[10] == 'T' && one[..11] == other[..11];
}
