using System.Text.Json.Nodes;

namespace Sync.Simulation;

/// <summary>A record, and everything that ever stood in it.</summary>
internal sealed class SimulatedRecord(string id, JsonObject fields)
{
    public string Id => id;

    /// <summary>Never edited and the same on both sides: by it the checkers know counterparts.</summary>
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

    /// <summary>How much of <see cref="History"/> a read has shown to the engine.</summary>
    public int Shown { get; set; }

    public string? Now(string property) => History.LastOrDefault(e => e.Property == property)?.Value;

    public Edit? LastEdit(string property) => History.LastOrDefault(e => e.ByPerson && e.Property == property);

    public void Set(Edit edit, string? native)
    {
        fields[edit.Property] = native;
        History.Add(edit);
    }

    public void Delete(DateTimeOffset at, bool byEngine) => (IsDeleted, DeletedAt, DeletedByEngine) = (true, at, byEngine);

    public void Restore(DateTimeOffset at) => (IsDeleted, DeletedByEngine, RestoredAt) = (false, false, at);

    public void MoveTo(long place, string version, DateTimeOffset at) => (Place, Version, ModifiedAt) = (place, version, at);
}

/// <summary>One value put into a property; a reference is told by the key of the record it leads to.</summary>
internal sealed record Edit(string Property, string? Value, DateTimeOffset At, bool ByPerson)
{
    /// <summary>Whether an unconditional write of ours, decided before this edit, overwrote it: the documented window.</summary>
    public bool LostInWindow { get; set; }

    /// <summary>Whether two values are the same but for what a side may make of them.</summary>
    public static bool Same(string? one, string? other) => string.Equals(one?.Trim(), other?.Trim(), StringComparison.OrdinalIgnoreCase);
}
