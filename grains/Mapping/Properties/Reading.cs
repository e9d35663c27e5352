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

    /// <summary>Where in the property's value the fault is, such as <c>[2].quantity</c>; <see langword="null"/>: in the value as a whole.</summary>
    public string? Place { get; private init; }

    public static Reading Of(Value value) => new(value, null);

    public static Reading Unexpected(FieldPath path, JsonElement found, string expected) =>
        new(null, $"{path}: found {JsonText.Shown(found)}, expected {expected}");

    /// <summary>This fault of a property of a line, seen from the list that the line stands in.</summary>
    /// <param name="list">The list's path on the side.</param>
    /// <param name="index">The line's place, from 0.</param>
    /// <param name="property">The line's property.</param>
    public Reading InLine(FieldPath list, int index, string property) =>
        new(null, $"{list}[{index}].{Fault}") { Place = $"[{index}].{property}" };

    /// <summary>An entry of a list that is no line at all.</summary>
    public static Reading NoLine(FieldPath list, int index, JsonElement found) =>
        new(null, $"{list}[{index}]: found {JsonText.Shown(found)}, expected an object") { Place = $"[{index}]" };
}
