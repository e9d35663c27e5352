using System.Globalization;

namespace Sync.Sandbox.Seed;

/// <summary>Chance that repeats itself: the same seed gives the same world.</summary>
internal sealed class Dice(int seed)
{
    private static readonly DateTimeOffset Beginning = new(2025, 3, 3, 8, 0, 0, TimeSpan.Zero);

    private readonly Random _random = new(seed);

    public T Of<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    /// <summary>A whole number, both ends included.</summary>
    public int From(int lowest, int highest) => _random.Next(lowest, highest + 1);

    public bool Percent(int chance) => _random.Next(100) < chance;

    /// <summary>A moment in the year after <c>2025-03-03</c>, on the second.</summary>
    public DateTimeOffset Moment() => Beginning.AddSeconds(_random.Next(365 * 24 * 3600));

    public string Day(int firstYear, int lastYear) =>
        new DateOnly(From(firstYear, lastYear), From(1, 12), From(1, 28)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public string Id(string prefix) => prefix + string.Concat(Enumerable.Range(0, 14).Select(_ => Of(Letters)));

    private static readonly char[] Letters = [.. "abcdefghijkmnpqrstuvwxyz23456789"];
}
