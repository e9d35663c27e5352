using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Mapping;

/// <summary>
/// Instants as text, cut to the resolution. A text without an offset is what the clocks of the side's zone show, or else UTC;
/// where there is a zone, texts are written without an offset.
/// </summary>
internal sealed class DateTimeCodec : Codec
{
    private const string IsoPattern = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF";

    private readonly string? pattern;
    private readonly long resolutionTicks;
    private readonly LocalClock? clock;

    /// <param name="pattern">A .NET custom format, invariant culture; <see langword="null"/>: ISO 8601, written with Z unless there is a zone.</param>
    /// <param name="resolution">Instants are cut to a multiple of this.</param>
    /// <param name="zone">The IANA name of the side's zone; <see langword="null"/>: UTC.</param>
    /// <exception cref="ArgumentException">
    /// The resolution is not above zero, the zone is not known, or the pattern loses part of an instant or has an offset beside a zone.
    /// </exception>
    public DateTimeCodec(string? pattern, TimeSpan resolution, string? zone)
    {
        if (resolution <= TimeSpan.Zero)
            throw new ArgumentException($"resolution {resolution} is not above zero");
        this.pattern = pattern;
        resolutionTicks = resolution.Ticks;
        clock = zone is null ? null : LocalClock.Of(zone);
        if (pattern is null)
            return;
        TemporalPattern.RequireExact(pattern, sample => Text(Cut(sample)) is { } text && Parse(text) == Cut(sample));
        if (clock is not null && TemporalPattern.HasOffset(pattern))
            throw new ArgumentException($"the format '{pattern}' has an offset and needs no zone");
    }

    public override string Expected => (pattern is null ? "an ISO 8601 date and time" : $"a date and time written as {pattern}")
        + (clock is null ? "" : $" as clocks show it in {clock.Zone} (the first of an hour that they show twice)");

    public override Value? Read(JsonElement native) => JsonText.Content(native) switch
    {
        null => null,
        "" => Value.None,
        var text => (pattern is null ? Iso(native) : Parse(text)) is { } instant ? new Value.DateTime(Cut(instant)) : null,
    };

    public override JsonNode? Write(Value value) =>
        value is Value.DateTime { Instant: var instant } && Text(Cut(instant)) is { } text ? JsonValue.Create(text) : null;

    private DateTimeOffset Cut(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % resolutionTicks), TimeSpan.Zero);

    /// <summary><see langword="null"/> if the side's clocks cannot tell the instant.</summary>
    private string? Text(DateTimeOffset instant) => clock is null
        ? instant.ToString(pattern ?? $"{IsoPattern}'Z'", CultureInfo.InvariantCulture)
        : clock.Shown(instant)?.ToString(pattern ?? IsoPattern, CultureInfo.InvariantCulture);

    private DateTimeOffset? Parse(string text)
    {
        if (clock is not null)
            return DateTime.TryParseExact(text, pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out var shown) ? clock.Instant(shown) : null;
        return DateTimeOffset.TryParseExact(text, pattern, CultureInfo.InvariantCulture, TemporalPattern.Utc, out var instant) ? instant : null;
    }

    private DateTimeOffset? Iso(JsonElement native)
    {
        // Only the kind tells whether there was an offset; without one, the second call would take the machine's own zone.
        if (!native.TryGetDateTime(out var time))
            return null;
        if (time.Kind == DateTimeKind.Unspecified)
            return clock is null ? new(time, TimeSpan.Zero) : clock.Instant(time);
        return native.TryGetDateTimeOffset(out var instant) ? instant : null;
    }
}
