using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sync;

/// <summary>
/// The id of a pair and the key of its grain: <c>&lt;pairing&gt;/&lt;uuid v7&gt;</c>. Ordered by text; the order decides only
/// which of two pairs gives way.
/// </summary>
public readonly record struct PairId : IComparable<PairId>
{
    private readonly string? value;

    private PairId(string value) => this.value = value;

    /// <summary>The whole text, <c>&lt;pairing&gt;/&lt;uuid&gt;</c>.</summary>
    public string Value => value ?? throw new InvalidOperationException("This pair id was never set.");

    /// <summary>The pairing's name, the part before the slash.</summary>
    public string Pairing => Value[..Value.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>When it was made, to the millisecond; <see langword="null"/>: its uuid does not tell.</summary>
    public DateTimeOffset? MadeAt
    {
        get
        {
            var uuid = Value.AsSpan(Value.IndexOf('/', StringComparison.Ordinal) + 1);
            if (uuid[14] != '7')
                return null;
            var milliseconds = long.Parse($"{uuid[..8]}{uuid[9..13]}", NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            return milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
        }
    }

    /// <summary>A new id, later in order than those made before it (to the millisecond).</summary>
    public static PairId New(string pairing, DateTimeOffset now) => new($"{pairing}/{Guid.CreateVersion7(now)}");

    /// <summary>Makes an id of a pairing and a uuid.</summary>
    public static PairId Of(string pairing, Guid uuid) => new($"{pairing}/{uuid}");

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">The text is not <c>&lt;pairing&gt;/&lt;uuid&gt;</c>.</exception>
    public static PairId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a pair id; expected <pairing>/<uuid>.");

    /// <summary>Reads an id if the text is one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PairId id)
    {
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        var valid = slash > 0 && Guid.TryParseExact(text!.AsSpan(slash + 1), "D", out _);
        id = valid ? new PairId(text!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public int CompareTo(PairId other) => string.CompareOrdinal(value, other.value);

    /// <inheritdoc/>
    public override string ToString() => value ?? "";
}
