using System.Collections.Immutable;

namespace Sync;

/// <summary>One synchronised property: its type, where it stands on each side, and how it is compared and decided.</summary>
public sealed record Property
{
    /// <summary>The canonical name.</summary>
    public required string Name { get; init; }

    /// <summary>The canonical type.</summary>
    public required PropertyType Type { get; init; }

    /// <summary>Per side the dotted paths the value is read from and written to; most have one.</summary>
    public required PerSide<ImmutableArray<string>> Paths { get; init; }

    /// <summary>Per side how the native value becomes the canonical one and back. Empty: by type alone.</summary>
    public PerSide<ImmutableArray<Conversion>> Conversions { get; init; } = new([], []);

    /// <summary>Which way it flows.</summary>
    public Direction Direction { get; init; }

    /// <summary>Its own policy; <see langword="null"/>: the pairing's.</summary>
    public ConflictPolicy? Policy { get; init; }

    /// <summary>Whose value stands when two records that both had one are linked; <see langword="null"/>: the pairing's preferred side.</summary>
    public Side? Initial { get; init; }

    /// <summary>How values are made alike for comparing and matching only; what is stored is not rewritten.</summary>
    public Comparison Compare { get; init; }

    /// <summary>Whether a record without a value is refused by the mapping.</summary>
    public bool Required { get; init; }

    /// <summary>Decimal: all digits together; <see langword="null"/>: 28.</summary>
    public int? Precision { get; init; }

    /// <summary>Decimal: digits after the point; <see langword="null"/>: as they come.</summary>
    public int? Scale { get; init; }

    /// <summary>Date-time: instants are cut to a multiple of this; <see langword="null"/>: one millisecond.</summary>
    public TimeSpan? Resolution { get; init; }

    /// <summary>
    /// Date-time: per side the IANA zone whose clocks its texts show, without an offset, such as <c>Europe/Berlin</c>;
    /// <see langword="null"/>: UTC, or the text's own offset.
    /// </summary>
    public PerSide<string?> Zone { get; init; } = new(null, null);

    /// <summary>Reference: the pairing whose record is referred to; <see langword="null"/> for every other type.</summary>
    public string? To { get; init; }

    /// <summary>Reference: per side what its ids are in JSON.</summary>
    public PerSide<IdForm> As { get; init; } = new(IdForm.Text, IdForm.Text);

    /// <summary>The mapping revision since which its values mean what they mean now.</summary>
    public int Since { get; init; } = 1;

    /// <summary>Lines: the one of <see cref="Properties"/> that tells lines apart; <see langword="null"/> for every other type.</summary>
    public string? Key { get; init; }

    /// <summary>Lines: the properties of a line, their paths starting at the line; empty for every other type.</summary>
    public ImmutableArray<Property> Properties { get; init; } = [];

    /// <summary>The source side of a one-way property; <see langword="null"/> when it flows both ways.</summary>
    public Side? Source => Direction switch
    {
        Direction.ToShop => Side.Crm,
        Direction.ToCrm => Side.Shop,
        Direction.Both => null,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Whether two values are the same under <see cref="Compare"/>; lines are if each line's properties are.</summary>
    public bool AreEqual(Value left, Value right) => left.Equals(right)
        || (Compare != Comparison.Exact && left is Value.Text l && right is Value.Text r && Normalise(l.Content) == Normalise(r.Content))
        || (left is Value.Lines { Items: var ours } && right is Value.Lines { Items: var theirs }
            && ours.Length == theirs.Length && ours.Zip(theirs).All(pair => AreEqual(pair.First, pair.Second)));

    /// <summary>A text made alike for comparing and matching.</summary>
    public string Normalise(string text) => Compare switch
    {
        Comparison.Exact => text,
        Comparison.Lower => text.Trim().ToLowerInvariant(),
        Comparison.Trim => text.Trim(),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private bool AreEqual(CanonicalRecord left, CanonicalRecord right) => left.Names.SequenceEqual(right.Names, StringComparer.Ordinal)
        && left.All(pair => Properties.FirstOrDefault(property => property.Name == pair.Key) is { } property
            ? property.AreEqual(pair.Value, right[pair.Key]!)
            : pair.Value.Equals(right[pair.Key]));
}

/// <summary>What a side's ids are in JSON; here they are texts in either case.</summary>
public enum IdForm
{
    /// <summary>A JSON string.</summary>
    Text,

    /// <summary>A JSON number, whole, of 64 bits.</summary>
    Integer,
}

/// <summary>The canonical types.</summary>
public enum PropertyType
{
    String,
    Integer,
    Decimal,
    Boolean,
    Date,
    DateTime,
    Enum,
    Money,
    Reference,
    Set,
    Lines,
}

/// <summary>How texts are made alike before they are compared.</summary>
public enum Comparison
{
    Exact,

    /// <summary>Trimmed and lower case (invariant).</summary>
    Lower,

    /// <summary>Without white space at either end.</summary>
    Trim,
}

/// <summary>A named, invertible step between a side's native value and the canonical one. Closed.</summary>
public abstract record Conversion
{
    private Conversion()
    {
    }

    /// <summary>Words of this side to canonical words, one to one.</summary>
    /// <param name="ToCanonical">Native word to canonical word.</param>
    public sealed record Table(ImmutableSortedDictionary<string, string> ToCanonical) : Conversion;

    /// <summary>An integer count of minor units to a decimal: 1234 with 2 digits is 12.34.</summary>
    /// <param name="Digits">Digits after the point; <see langword="null"/>: those of the value's own currency (JPY has none).</param>
    public sealed record MinorUnits(int? Digits) : Conversion;

    /// <summary>Two paths, first and last name, to one name. Writing back keeps the stored split unless the name changed.</summary>
    /// <param name="SingleIsLast">Whether a name of one word is the last name (else the first).</param>
    public sealed record SplitName(bool SingleIsLast) : Conversion;

    /// <summary>White space at both ends is dropped when read.</summary>
    public sealed record Trim : Conversion;

    /// <summary>A date or date-time written in a .NET custom format, invariant culture.</summary>
    public sealed record Format(string Pattern) : Conversion;
}
