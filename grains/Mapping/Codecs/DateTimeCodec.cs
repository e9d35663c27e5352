using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Mapping;

/// <summary>Instants as text, cut to the resolution. A text without an offset is UTC unless the pattern says otherwise.</summary>
internal sealed class DateTimeCodec : Codec
{
    private const string IsoPattern = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    private readonly string? pattern;
    private readonly long resolutionTicks;

    /// <param name="pattern">A .NET custom format, invariant culture; <see langword="null"/>: ISO 8601, written with Z.</param>
    /// <param name="resolution">Instants are cut to a multiple of this.</param>
    /// <exception cref="ArgumentException">The resolution is not above zero, or the pattern loses part of an instant.</exception>
    public DateTimeCodec(string? pattern, TimeSpan resolution)
    {
        if (resolution <= TimeSpan.Zero)
            throw new ArgumentException($"resolution {resolution} is not above zero");
        this.pattern = pattern;
        resolutionTicks = resolution.Ticks;
        if (pattern is not null)
            TemporalPattern.RequireExact(pattern, sample => Parse(Text(Cut(sample))) == Cut(sample));
    }

    public override string Expected => pattern is null ? "an ISO 8601 date and time" : $"a date and time written as {pattern}";

    public override Value? Read(JsonElement native) => JsonText.Content(native) switch
    {
        null => null,
        "" => Value.None,
        var text => (pattern is null ? Iso(native) : Parse(text)) is { } instant ? new Value.DateTime(Cut(instant)) : null,
    };

    public override JsonNode? Write(Value value) =>
        value is Value.DateTime { Instant: var instant } ? JsonValue.Create(Text(Cut(instant))) : null;

    private DateTimeOffset Cut(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % resolutionTicks), TimeSpan.Zero);

    private string Text(DateTimeOffset instant) => instant.ToString(pattern ?? IsoPattern, CultureInfo.InvariantCulture);

    private DateTimeOffset? Parse(string text) =>
        DateTimeOffset.TryParseExact(text, pattern, CultureInfo.InvariantCulture, TemporalPattern.Utc, out var instant)
            ? instant
            : null;

    private static DateTimeOffset? Iso(JsonElement native)
    {
        // Only the kind tells whether there was an offset; without one, the second call would take the machine's own zone.
        if (!native.TryGetDateTime(out var time))
            return null;
        if (time.Kind == DateTimeKind.Unspecified)
            return new(time, TimeSpan.Zero);
        return native.TryGetDateTimeOffset(out var instant) ? instant : null;
    }
}
