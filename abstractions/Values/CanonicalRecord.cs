using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Sync;

/// <summary>
/// Property name to typed value, sorted by name; immutable. A property that is not in it is unknown. Compared by content.
/// </summary>
public sealed class CanonicalRecord : IEquatable<CanonicalRecord>, IEnumerable<KeyValuePair<string, Value>>
{
    /// <summary>The record of which nothing is known.</summary>
    public static readonly CanonicalRecord Nothing = new([]);

    // Sorted by name. A record is looked into and compared far more often than it is made, and it has tens of properties.
    private readonly KeyValuePair<string, Value>[] values;

    private CanonicalRecord(KeyValuePair<string, Value>[] values) => this.values = values;

    /// <summary>Makes a record of properties; of two with one name the later stands.</summary>
    public static CanonicalRecord Of(IEnumerable<KeyValuePair<string, Value>> properties)
    {
        KeyValuePair<string, Value>[] sorted = [.. properties];
        var count = 0;
        foreach (var property in sorted)
        {
            var index = IndexOf(sorted.AsSpan(0, count), property.Key);
            if (index < 0)
            {
                index = ~index;
                Array.Copy(sorted, index, sorted, index + 1, count++ - index);
            }
            sorted[index] = property;
        }
        return count == 0 ? Nothing : new(count == sorted.Length ? sorted : sorted[..count]);
    }

    /// <summary>How many properties are known.</summary>
    public int Count => values.Length;

    /// <summary>The names of the known properties, sorted.</summary>
    public IEnumerable<string> Names => values.Select(property => property.Key);

    /// <summary>The value, or <see langword="null"/> where the property is unknown.</summary>
    public Value? this[string property] => IndexOf(values, property) is var index and >= 0 ? values[index].Value : null;

    /// <summary>Whether the property is known, and its value.</summary>
    public bool TryGet(string property, [NotNullWhen(true)] out Value? value) => (value = this[property]) is not null;

    /// <summary>The same record with one property set.</summary>
    public CanonicalRecord With(string property, Value value)
    {
        var index = IndexOf(values, property);
        var set = KeyValuePair.Create(property, value);
        return index < 0
            ? new([.. values[..~index], set, .. values[~index..]])
            : new([.. values[..index], set, .. values[(index + 1)..]]);
    }

    /// <summary>The same record with the known properties of another laid over it.</summary>
    public CanonicalRecord With(CanonicalRecord other)
    {
        if (other.Count == 0 || Count == 0)
            return Count == 0 ? other : this;
        var all = new KeyValuePair<string, Value>[Count + other.values.Count(property => IndexOf(values, property.Key) < 0)];
        var (own, their) = (0, 0);
        for (var index = 0; index < all.Length; index++)
        {
            var order = own == Count ? 1 : their == other.Count ? -1 : string.CompareOrdinal(values[own].Key, other.values[their].Key);
            own += order <= 0 ? 1 : 0;
            all[index] = order < 0 ? values[own - 1] : other.values[their++];
        }
        return new(all);
    }

    /// <summary>The same record with one property unknown.</summary>
    public CanonicalRecord Without(string property) =>
        IndexOf(values, property) is var index and >= 0 ? new([.. values[..index], .. values[(index + 1)..]]) : this;

    /// <inheritdoc/>
    public bool Equals(CanonicalRecord? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || values.Length != other.values.Length)
            return false;
        for (var index = 0; index < values.Length; index++)
        {
            var (own, their) = (values[index], other.values[index]);
            if (own.Key != their.Key || !own.Value.Equals(their.Value))
                return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CanonicalRecord);

    /// <inheritdoc/>
    public override int GetHashCode() => values.Aggregate(23, (hash, property) => HashCode.Combine(hash, property.Key, property.Value));

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Value>> GetEnumerator() => values.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"{{{string.Join(", ", values.Select(p => $"{p.Key}: {p.Value}"))}}}";

    /// <summary>Where the name stands; where it is missing, the complement of where it would.</summary>
    private static int IndexOf(ReadOnlySpan<KeyValuePair<string, Value>> values, string name)
    {
        var (first, last) = (0, values.Length - 1);
        while (first <= last)
        {
            var middle = (first + last) / 2;
            var order = string.CompareOrdinal(values[middle].Key, name);
            if (order == 0)
                return middle;
            (first, last) = order < 0 ? (middle + 1, last) : (first, middle - 1);
        }
        return ~first;
    }
}
