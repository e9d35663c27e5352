using System.Collections.Immutable;
using System.Globalization;

namespace Sync;

/// <summary>
/// One property's value in the canonical record, what both sides are mapped to and compared in. Closed: every kind of value is
/// nested here. Absent means unknown and is no value at all; <see cref="Empty"/> means the side says there is nothing.
/// </summary>
public abstract record Value
{
    private Value()
    {
    }

    /// <summary>Nothing: JSON null.</summary>
    public static readonly Value None = new Empty();

    /// <summary>The side says there is nothing.</summary>
    public sealed record Empty : Value
    {
        public override string ToString() => "(empty)";
    }

    /// <summary>Text, and the canonical word of an enum.</summary>
    public sealed record Text(string Content) : Value
    {
        public override string ToString() => Content;
    }

    /// <summary>A whole number.</summary>
    public sealed record Integer(long Number) : Value
    {
        public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A decimal number; trailing zeros mean nothing.</summary>
    public sealed record Decimal(decimal Number) : Value
    {
        public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>True or false.</summary>
    public sealed record Boolean(bool Truth) : Value
    {
        public override string ToString() => Truth ? "true" : "false";
    }

    /// <summary>A calendar date without time or zone.</summary>
    public sealed record Date(DateOnly Day) : Value
    {
        public override string ToString() => Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    /// <summary>An instant, always UTC, already cut to the property's resolution.</summary>
    public sealed record DateTime(DateTimeOffset Instant) : Value
    {
        public override string ToString() => Instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>An amount in major units with its ISO 4217 currency.</summary>
    public sealed record Money(decimal Amount, string Currency) : Value
    {
        public override string ToString() => $"{Amount.ToString(CultureInfo.InvariantCulture)} {Currency}";
    }

    /// <summary>A resolved reference: the pair that the referenced record belongs to. What base and both sides' values are compared in.</summary>
    public sealed record Reference(string Pair) : Value
    {
        public override string ToString() => Pair;
    }

    /// <summary>
    /// A reference as one side has it, unresolved: the referenced record's id on that side. It means something only together with
    /// the side it was read from or is written to, is never equal to a <see cref="Reference"/>, and never stands in base.
    /// </summary>
    public sealed record Foreign(string ExternalId) : Value
    {
        public override string ToString() => ExternalId;
    }

    /// <summary>A set of words: kept sorted and distinct, so that order on a side means nothing.</summary>
    public sealed record Set : Value
    {
        public Set(IEnumerable<string> words) => Words = [.. words.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

        /// <summary>The words, sorted ordinally, each once.</summary>
        public ImmutableArray<string> Words { get; }

        public bool Equals(Set? other) => other is not null && Words.AsSpan().SequenceEqual(other.Words.AsSpan());

        public override int GetHashCode() => Words.Aggregate(17, (hash, word) => HashCode.Combine(hash, word));

        public override string ToString() => $"[{string.Join(", ", Words)}]";
    }

    /// <summary>Lines of a document, in order. A line is a record of its own; its key is one of its properties.</summary>
    public sealed record Lines(ImmutableArray<CanonicalRecord> Items) : Value
    {
        public bool Equals(Lines? other) => other is not null && Items.AsSpan().SequenceEqual(other.Items.AsSpan());

        public override int GetHashCode() => Items.Aggregate(19, (hash, line) => HashCode.Combine(hash, line));

        public override string ToString() => $"[{string.Join("; ", Items)}]";
    }
}
