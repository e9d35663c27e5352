using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Mapping;

/// <summary>
/// Words of the side to canonical words, one to one. A native word is a JSON scalar: <c>1</c> in the table is the number and
/// <c>"1"</c>, quoted, the text; read, either is known by its text.
/// </summary>
internal sealed class TableCodec : Codec
{
    private readonly bool trim;
    private readonly FrozenDictionary<string, Value> toCanonical;
    private readonly Dictionary<Value, JsonNode> toNative = [];

    /// <param name="table">Native to canonical words.</param>
    /// <param name="trim">Whether native text is trimmed before it is looked up.</param>
    /// <param name="canonical">A canonical word's value; <see langword="null"/> if the property's type has no such word.</param>
    /// <exception cref="ArgumentException">The table is not one to one.</exception>
    public TableCodec(Conversion.Table table, bool trim, Func<string, Value?> canonical)
    {
        this.trim = trim;
        var words = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var (native, word) in table.ToCanonical)
        {
            var value = canonical(word)
                ?? throw new ArgumentException($"the table's canonical word '{word}' is not of the type");
            var scalar = JsonText.Meant(native)
                ?? throw new ArgumentException("the table has the native word null, which is no value");
            if (!words.TryAdd(JsonText.Scalar(scalar), value))
                throw new ArgumentException($"the table has the native word '{native}' twice");
            if (!toNative.TryAdd(value, scalar))
                throw new ArgumentException($"the table has the canonical word '{word}' twice");
        }
        toCanonical = words.ToFrozenDictionary(StringComparer.Ordinal);
        Expected = $"one of {string.Join(", ", words.Keys.Order(StringComparer.Ordinal))}";
    }

    /// <inheritdoc/>
    public override string Expected { get; }

    public override Value? Read(JsonElement native)
    {
        var text = JsonText.Scalar(native);
        if (text is null)
            return null;
        if (trim)
            text = text.Trim();
        return toCanonical.GetValueOrDefault(text) ?? (text.Length == 0 ? Value.None : null);
    }

    public override JsonNode? Write(Value value) => toNative.GetValueOrDefault(value)?.DeepClone();
}
