using System.Text.Json;

namespace Sync.Mapping;

/// <summary>
/// First and last name ⇄ one name. Read, the parts that are not empty are joined with one space. Written, the last word becomes
/// the last name; parts join to the very name again, whatever white space it has. (That an unchanged name keeps the split it has
/// is <see cref="PropertyMap.Write"/>.)
/// </summary>
internal sealed class SplitNameMap(Property property, FieldPath first, FieldPath last, Codec codec, bool singleIsLast)
    : PropertyMap(property, [first, last])
{
    protected override Reading ReadValue(JsonElement record)
    {
        var firstPart = ReadPath(record, first, codec);
        var lastPart = ReadPath(record, last, codec);
        if (firstPart.Fault is not null || lastPart == Reading.Absent)
            return firstPart;
        return (firstPart.Value, lastPart.Value) switch
        {
            (Value.Text f, Value.Text l) => Reading.Of(new Value.Text($"{f.Content} {l.Content}")),
            (Value.Text, Value.Empty) => firstPart,
            _ => lastPart,
        };
    }

    protected override void WriteValue(Value value, NativeBody body, JsonElement stored)
    {
        var (firstPart, lastPart) = value is Value.Text name ? Split(name.Content) : (value, value);
        body.Put(Name, first, Native(firstPart, first, codec));
        body.Put(Name, last, Native(lastPart, last, codec));
    }

    private (Value First, Value Last) Split(string name)
    {
        var start = name.Length - name.AsSpan().TrimStart().Length;
        var end = name.AsSpan().TrimEnd().Length;
        var space = start < end ? name.AsSpan(start, end - start).LastIndexOf(' ') : -1;
        if (space > 0)
            return (new Value.Text(name[..(start + space)]), new Value.Text(name[(start + space + 1)..]));
        return singleIsLast ? (Value.None, new Value.Text(name)) : (new Value.Text(name), Value.None);
    }
}
