using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Mapping;

/// <summary>
/// Where a value stands in a side's native record: <c>key *("." key)</c>. A key is bare (not empty; no dot, quote or bracket) or
/// in double quotes, where everything is literal and a quote is doubled: <c>address.street</c>, <c>fields."price.net"</c>.
/// Brackets are kept free in bare keys for selecting from lists by type.
/// </summary>
public sealed class FieldPath
{
    private readonly string text;
    private readonly ImmutableArray<string> keys;
    private readonly byte[][] utf8Keys;

    private FieldPath(string text, ImmutableArray<string> keys)
    {
        this.text = text;
        this.keys = keys;
        utf8Keys = [.. keys.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>The unquoted keys from the outermost in.</summary>
    public ReadOnlySpan<string> Keys => keys.AsSpan();

    /// <summary>Reads a path.</summary>
    /// <exception cref="FormatException">The text is no path; the message says where and why.</exception>
    public static FieldPath Parse(string text)
    {
        var keys = ImmutableArray.CreateBuilder<string>();
        var at = 0;
        while (true)
        {
            keys.Add(at < text.Length && text[at] == '"' ? QuotedKey(text, ref at) : BareKey(text, ref at));
            if (at == text.Length)
                return new(text, keys.ToImmutable());
            if (text[at] != '.')
                throw Malformed(text, at, "a dot is expected between keys");
            at++;
        }
    }

    /// <summary>
    /// Follows the path. <paramref name="found"/> is of kind Undefined where a key is missing, and null where anything on the way
    /// is null: a side that says there is no address says there is no street.
    /// </summary>
    /// <returns>Whether the path could be followed; if not, <paramref name="found"/> is the non-object in its way.</returns>
    public bool TryFind(JsonElement record, out JsonElement found)
    {
        found = record;
        foreach (var key in utf8Keys)
        {
            if (found.ValueKind == JsonValueKind.Null)
                return true;
            if (found.ValueKind != JsonValueKind.Object)
                return false;
            if (!TryStep(found, key, out var inner))
            {
                found = default;
                return true;
            }
            found = inner;
        }
        return true;
    }

    /// <summary>Sets a value, making the objects on the way.</summary>
    /// <returns><see langword="false"/>, and nothing is set, if another value stands there.</returns>
    internal bool TryPut(JsonObject record, JsonNode? value)
    {
        foreach (var key in keys.AsSpan()[..^1])
        {
            if (!record.TryGetPropertyValue(key, out var inner))
                record[key] = inner = new JsonObject();
            if (inner is not JsonObject next)
                return false;
            record = next;
        }
        var last = keys[^1];
        if (record.TryGetPropertyValue(last, out var there))
            return JsonNode.DeepEquals(there, value);
        record[last] = value;
        return true;
    }

    /// <summary>Whether this path leads through or to the place of the other.</summary>
    internal bool Covers(FieldPath other) => other.Keys.StartsWith(Keys);

    /// <summary>A value cannot stand where another path needs an object; the same path twice is a matter of the values.</summary>
    /// <exception cref="ArgumentException">One path stands inside another; the message says which.</exception>
    internal static void RefuseNested(FieldPath[] paths)
    {
        foreach (var outer in paths)
        {
            if (Array.Find(paths, inner => inner.Keys.Length > outer.Keys.Length && outer.Covers(inner)) is { } inner)
                throw new ArgumentException($"{inner} stands inside {outer}, which is a value");
        }
    }

    /// <summary>The path as it was written.</summary>
    public override string ToString() => text;

    private static bool TryStep(JsonElement holder, byte[] key, out JsonElement inner)
    {
        try
        {
            return holder.TryGetProperty(key, out inner);
        }
        catch (InvalidOperationException)
        {
            // A neighbouring key holds an escape that is no Unicode; the parser lets it through and the look-up trips over it.
            inner = default;
            return false;
        }
    }

    private static string BareKey(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && text[at] != '.')
        {
            if (text[at] is '"' or '[' or ']')
                throw Malformed(text, at, $"'{text[at]}' may stand in a quoted key only");
            at++;
        }
        return at > start ? text[start..at] : throw Malformed(text, at, "a key is expected");
    }

    private static string QuotedKey(string text, ref int at)
    {
        var key = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                at++;
                if (at == text.Length || text[at] != '"')
                    return key.ToString();
            }
            key.Append(text[at]);
        }
        throw Malformed(text, at, "the closing quote is missing");
    }

    private static FormatException Malformed(string text, int at, string why) =>
        new($"Path '{text}' at character {at + 1}: {why}.");
}
