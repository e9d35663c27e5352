namespace Sync.Mapping;

/// <summary>
/// The clocks of a zone ⇄ instants. Clocks that are set back show an hour twice: read, it is the first of the two, and the second
/// cannot be written; what clocks that are set forward pass over is no time at all.
/// </summary>
internal sealed class LocalClock(TimeZoneInfo zone)
{
    /// <summary>The zone's IANA name.</summary>
    public string Zone => zone.Id;

    /// <exception cref="ArgumentException">This machine knows no such zone.</exception>
    public static LocalClock Of(string zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
        ? new(found)
        : throw new ArgumentException($"the zone '{zone}' is not known here");

    /// <summary>The instant, UTC, at which clocks showed this; <see langword="null"/>: they never did.</summary>
    public DateTimeOffset? Instant(DateTime shown)
    {
        if (zone.IsInvalidTime(shown))
            return null;
        var offset = zone.IsAmbiguousTime(shown) ? zone.GetAmbiguousTimeOffsets(shown).Max() : zone.GetUtcOffset(shown);
        var ticks = shown.Ticks - offset.Ticks;
        return ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks ? new(ticks, TimeSpan.Zero) : null;
    }

    /// <summary>What clocks show at an instant; <see langword="null"/>: it would be read as another.</summary>
    public DateTime? Shown(DateTimeOffset instant)
    {
        var shown = DateTime.SpecifyKind(TimeZoneInfo.ConvertTime(instant, zone).DateTime, DateTimeKind.Unspecified);
        return Instant(shown) == instant ? shown : null;
    }
}
