using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Mapping;

/// <summary>Calendar dates as text. A pattern may have a time of day, which must then be midnight.</summary>
internal sealed class DateCodec : Codec
{
    private readonly string pattern;

    /// <param name="pattern">A .NET custom format, invariant culture; <see langword="null"/>: ISO 8601.</param>
    /// <exception cref="ArgumentException">The pattern loses part of a date.</exception>
    public DateCodec(string? pattern)
    {
        this.pattern = pattern ?? "yyyy-MM-dd";
        TemporalPattern.RequireExact(this.pattern, sample =>
        {
            var day = DateOnly.FromDateTime(sample.UtcDateTime);
            return Parse(Text(day)) == day;
        });
    }

    public override string Expected => $"a date written as {pattern}";

    public override Value? Read(JsonElement native) => JsonText.Content(native) switch
    {
        null => null,
        "" => Value.None,
        var text => Parse(text) is { } day ? new Value.Date(day) : null,
    };

    public override JsonNode? Write(Value value) => value is Value.Date date ? JsonValue.Create(Text(date.Day)) : null;

    private string Text(DateOnly day) => day.ToDateTime(default).ToString(pattern, CultureInfo.InvariantCulture);

    private DateOnly? Parse(string text) =>
        DateTime.TryParseExact(text, pattern, CultureInfo.InvariantCulture, TemporalPattern.Utc, out var time)
            && time.TimeOfDay == TimeSpan.Zero
            ? DateOnly.FromDateTime(time)
            : null;
}
