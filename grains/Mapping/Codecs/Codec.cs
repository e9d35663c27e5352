using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Mapping;

/// <summary>
/// One JSON value ⇄ one canonical value, both ways total: what cannot be read or written is <see langword="null"/>, and
/// <see cref="Expected"/> says what could have been. For every value it writes, reading what was written gives it back.
/// Null on the side and <see cref="Value.None"/> are no concern of a codec.
/// </summary>
internal abstract class Codec
{
    /// <summary>What the side holds here, for a person: "a whole number".</summary>
    public abstract string Expected { get; }

    /// <summary>The canonical value; <see langword="null"/> if the native one is not as expected.</summary>
    public abstract Value? Read(JsonElement native);

    /// <summary>The native value; <see langword="null"/> if the side cannot hold the canonical one.</summary>
    public abstract JsonNode? Write(Value value);
}
