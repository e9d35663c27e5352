namespace Sync.Grains;

/// <summary>A clock that stands still while something is done and jumps to when there is something to do again.</summary>
internal sealed class RehearsalClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset now = start;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => now;

    /// <summary>Goes on to a moment, and a little further, since stores cut times to the millisecond.</summary>
    public void JumpTo(DateTimeOffset moment) => now = (moment > now ? moment : now) + TimeSpan.FromMilliseconds(1);
}
