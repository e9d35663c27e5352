using System.Text.Json;

namespace Sync.Mapping;

/// <summary>What a property of a native record was found to be: absent (the default), a value, or not to be understood.</summary>
internal readonly record struct Reading
{
    private Reading(Value? value, string? fault) => (Value, Fault) = (value, fault);

    /// <summary>The record does not tell.</summary>
    public static Reading Absent => default;

    /// <summary><see langword="null"/> if absent or not understood.</summary>
    public Value? Value { get; }

    /// <summary>Path, value found and what is expected, for a person; <see langword="null"/> if it was understood.</summary>
    public string? Fault { get; }

    public static Reading Of(Value value) => new(value, null);

    public static Reading Unexpected(FieldPath path, JsonElement found, string expected) =>
        new(null, $"{path}: found {JsonText.Shown(found)}, expected {expected}");
}
