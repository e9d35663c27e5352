using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Sync;

/// <summary>
/// Property name to typed value, sorted by name; immutable. A property that is not in it is unknown. Compared by content.
/// </summary>
public sealed class CanonicalRecord : IEquatable<CanonicalRecord>, IEnumerable<KeyValuePair<string, Value>>
{
    /// <summary>The record of which nothing is known.</summary>
    public static readonly CanonicalRecord Nothing = new(ImmutableSortedDictionary.Create<string, Value>(StringComparer.Ordinal));

    private readonly ImmutableSortedDictionary<string, Value> values;

    private CanonicalRecord(ImmutableSortedDictionary<string, Value> values) => this.values = values;

    /// <summary>Makes a record of properties; of two with one name the later stands.</summary>
    public static CanonicalRecord Of(IEnumerable<KeyValuePair<string, Value>> properties) => Nothing.With(properties);

    /// <summary>How many properties are known.</summary>
    public int Count => values.Count;

    /// <summary>The names of the known properties, sorted.</summary>
    public IEnumerable<string> Names => values.Keys;

    /// <summary>The value, or <see langword="null"/> where the property is unknown.</summary>
    public Value? this[string property] => values.GetValueOrDefault(property);

    /// <summary>Whether the property is known, and its value.</summary>
    public bool TryGet(string property, [NotNullWhen(true)] out Value? value) => values.TryGetValue(property, out value);

    /// <summary>The same record with one property set.</summary>
    public CanonicalRecord With(string property, Value value) => new(values.SetItem(property, value));

    /// <summary>The same record with the known properties of another laid over it.</summary>
    public CanonicalRecord With(IEnumerable<KeyValuePair<string, Value>> others) => new(values.SetItems(others));

    /// <summary>The same record with one property unknown.</summary>
    public CanonicalRecord Without(string property) => new(values.Remove(property));

    /// <inheritdoc/>
    public bool Equals(CanonicalRecord? other) => ReferenceEquals(this, other)
        || (other is not null && values.Count == other.values.Count && values.SequenceEqual(other.values));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CanonicalRecord);

    /// <inheritdoc/>
    public override int GetHashCode() => values.Aggregate(23, (hash, property) => HashCode.Combine(hash, property.Key, property.Value));

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Value>> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"{{{string.Join(", ", values.Select(p => $"{p.Key}: {p.Value}"))}}}";
}
