namespace Sync;

/// <summary>
/// Where in its side's feed a change stood. Comparable within one feed only: a first scan starts a new <paramref name="Epoch"/>,
/// and every position of a later epoch is after every position of an earlier one.
/// </summary>
/// <param name="Epoch">The feed epoch, counted by the ingest from 1.</param>
/// <param name="Place">The side's own place in its feed, such as a sequence number.</param>
public readonly record struct Position(long Epoch, long Place) : IComparable<Position>
{
    /// <inheritdoc/>
    public int CompareTo(Position other) =>
        Epoch != other.Epoch ? Epoch.CompareTo(other.Epoch) : Place.CompareTo(other.Place);

    public static bool operator >(Position left, Position right) => left.CompareTo(right) > 0;

    public static bool operator <(Position left, Position right) => left.CompareTo(right) < 0;

    public static bool operator >=(Position left, Position right) => left.CompareTo(right) >= 0;

    public static bool operator <=(Position left, Position right) => left.CompareTo(right) <= 0;

    /// <inheritdoc/>
    public override string ToString() => $"{Epoch}:{Place}";
}
