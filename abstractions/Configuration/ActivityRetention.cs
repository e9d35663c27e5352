namespace Sync;

/// <summary>How much of what happened is kept: the youngest, by age and by number, whichever is less.</summary>
public sealed record ActivityRetention
{
    /// <summary>
    /// Pruned with the first commit this long after it. Its age is told by what happened last and by no clock, so that a silo that
    /// stood still loses nothing. Default 30 days.
    /// </summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Never more than this many, and a tenth. Default 1,000,000, some 400 MB.</summary>
    public int Most { get; init; } = 1_000_000;
}
