using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Mapping;

/// <summary>One property on one side: where it stands and how it is read and written there.</summary>
internal abstract class PropertyMap(Property property, ImmutableArray<FieldPath> paths)
{
    /// <summary>The canonical name.</summary>
    public string Name => property.Name;

    /// <summary>All paths that are read and written.</summary>
    public ImmutableArray<FieldPath> Paths { get; } = paths;

    /// <summary>Reads the property of a native record.</summary>
    public Reading Read(JsonElement record) => Checked(ReadValue(record));

    /// <summary>Reads the property of a record that is never partial, such as a line: what it lacks is no value.</summary>
    public Reading ReadWhole(JsonElement record)
    {
        var reading = ReadValue(record);
        return Checked(reading == Reading.Absent ? Reading.Of(Value.None) : reading);
    }

    /// <summary>
    /// Writes a value. Where the stored record already reads as it, it is written as it stands there, so that nothing is
    /// rewritten that did not change: a split name, an offset, white space, the order of a set.
    /// </summary>
    /// <exception cref="MappingException">The side cannot hold the value.</exception>
    public void Write(Value value, NativeBody body, JsonElement stored)
    {
        if (property.Required && value is Value.Empty)
            throw new MappingException(Name, $"{Paths[0]}: a required property cannot be written empty");
        if (stored.ValueKind == JsonValueKind.Object && ReadValue(stored).Value is { } known && known.Equals(value))
            WriteAsStored(body, stored);
        else
            WriteValue(value, body, stored);
    }

    /// <summary>Path and native text to find records of this value by; <see langword="null"/> if no one path can tell.</summary>
    public virtual (string Field, string Value)? Query(Value value) => null;

    protected abstract Reading ReadValue(JsonElement record);

    /// <param name="value">Not what the stored record reads as.</param>
    /// <param name="body">Where it is put.</param>
    /// <param name="stored">The side's last known record, or Undefined.</param>
    protected abstract void WriteValue(Value value, NativeBody body, JsonElement stored);

    /// <summary>Reads one path by a codec.</summary>
    protected static Reading ReadPath(JsonElement record, FieldPath path, Codec codec)
    {
        if (!path.TryFind(record, out var native))
            return Reading.Unexpected(path, native, "an object on the way");
        return native.ValueKind switch
        {
            JsonValueKind.Undefined => Reading.Absent,
            JsonValueKind.Null => Reading.Of(Value.None),
            _ => codec.Read(native) is { } value ? Reading.Of(value) : Reading.Unexpected(path, native, codec.Expected),
        };
    }

    /// <summary>The value as the side writes it; null for <see cref="Value.None"/> and the empty text.</summary>
    /// <exception cref="MappingException">The side cannot hold it.</exception>
    protected JsonNode? Native(Value value, FieldPath path, Codec codec) => value switch
    {
        Value.Empty or Value.Text { Content: "" } => null,
        _ => codec.Write(value) ?? throw CannotHold(value, path, codec.Expected),
    };

    protected MappingException CannotHold(Value value, FieldPath path, string expected) =>
        new(Name, $"{path}: cannot hold {JsonText.Shortened(value.ToString())}, expected {expected}");

    private Reading Checked(Reading reading) => property.Required && reading.Value is Value.Empty
        ? Reading.Unexpected(Paths[0], default, "a value, as it is required")
        : reading;

    private void WriteAsStored(NativeBody body, JsonElement stored)
    {
        foreach (var path in Paths)
        {
            if (path.TryFind(stored, out var native) && native.ValueKind != JsonValueKind.Undefined)
                body.Put(Name, path, JsonSerializer.SerializeToNode(native));
        }
    }
}
