using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Mapping;

/// <summary>
/// A list of objects ⇄ lines, in order. A line is never partial: a member it lacks is no value, and every line has every property.
/// A list is written whole, since a merge patch replaces arrays; a line takes over from the stored line of its key (the first from
/// the first where a key stands several times) what its properties do not say, and the form of what did not change.
/// </summary>
/// <param name="property">Of type lines.</param>
/// <param name="path">Where the list stands.</param>
/// <param name="maps">The properties of a line; the key is required.</param>
internal sealed class LinesMap(Property property, FieldPath path, ImmutableArray<PropertyMap> maps) : PropertyMap(property, [path])
{
    private readonly Property key = property.Properties.First(inner => inner.Name == property.Key);

    protected override Reading ReadValue(JsonElement record)
    {
        if (!path.TryFind(record, out var native))
            return Reading.Unexpected(path, native, "an object on the way");
        return native.ValueKind switch
        {
            JsonValueKind.Undefined => Reading.Absent,
            JsonValueKind.Null => Reading.Of(Value.None),
            JsonValueKind.Array => ReadLines(native),
            _ => Reading.Unexpected(path, native, "an array of lines"),
        };
    }

    protected override void WriteValue(Value value, NativeBody body, JsonElement stored)
    {
        if (value is Value.Empty)
        {
            body.Put(Name, path, null);
            return;
        }
        if (value is not Value.Lines lines)
            throw CannotHold(value, path, "lines");
        var known = StoredLines(stored);
        body.Put(Name, path, new JsonArray([.. lines.Items.Select((line, index) => WriteLine(line, index, known))]));
    }

    private Reading ReadLines(JsonElement list)
    {
        var lines = ImmutableArray.CreateBuilder<CanonicalRecord>(list.GetArrayLength());
        foreach (var native in list.EnumerateArray())
        {
            if (native.ValueKind != JsonValueKind.Object)
                return Reading.NoLine(path, lines.Count, native);
            var values = new List<KeyValuePair<string, Value>>(maps.Length);
            foreach (var map in maps)
            {
                var reading = map.ReadWhole(native);
                if (reading.Value is not { } value)
                    return reading.InLine(path, lines.Count, map.Name);
                values.Add(new(map.Name, value));
            }
            lines.Add(CanonicalRecord.Of(values));
        }
        return Reading.Of(new Value.Lines(lines.DrainToImmutable()));
    }

    private JsonObject WriteLine(CanonicalRecord line, int index, Dictionary<Value, Queue<JsonElement>> known)
    {
        try
        {
            var keyValue = line[key.Name] ?? throw new MappingException(key.Name, "a line without its key cannot be written");
            var stored = known.TryGetValue(Normalised(keyValue), out var queue) && queue.TryDequeue(out var first) ? first : default;
            var body = new NativeBody();
            foreach (var (name, value) in line)
            {
                var map = maps.FirstOrDefault(map => map.Name == name)
                    ?? throw new MappingException(name, "a line has no such property");
                map.Write(value, body, stored);
            }
            return body.Over(stored);
        }
        catch (MappingException refusal)
        {
            throw new MappingException($"{Name}[{index}].{refusal.Property}", $"{path}[{index}].{refusal.Reason}");
        }
    }

    /// <summary>The stored lines by key; what cannot be read there has nothing to hand on.</summary>
    private Dictionary<Value, Queue<JsonElement>> StoredLines(JsonElement stored)
    {
        var known = new Dictionary<Value, Queue<JsonElement>>();
        if (stored.ValueKind != JsonValueKind.Object || !path.TryFind(stored, out var list) || list.ValueKind != JsonValueKind.Array)
            return known;
        var keyMap = maps.First(map => map.Name == key.Name);
        foreach (var native in list.EnumerateArray().Where(native => native.ValueKind == JsonValueKind.Object))
        {
            if (keyMap.ReadWhole(native).Value is not { } value)
                continue;
            if (!known.TryGetValue(Normalised(value), out var queue))
                known[Normalised(value)] = queue = [];
            queue.Enqueue(native);
        }
        return known;
    }

    private Value Normalised(Value value) => value is Value.Text text ? new Value.Text(key.Normalise(text.Content)) : value;
}
