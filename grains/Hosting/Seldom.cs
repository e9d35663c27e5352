namespace Sync.Grains;

/// <summary>Lets one in a span of time through, so that an outage of ten thousand pairs is one line. Thread-safe.</summary>
internal sealed class Seldom(TimeProvider time, TimeSpan span)
{
    private readonly Lock turn = new();
    private long last;
    private long held;

    /// <summary>Whether to speak now, and how many were silent since the last time.</summary>
    public bool May(out long silent)
    {
        lock (turn)
        {
            silent = held;
            if (last != 0 && time.GetElapsedTime(last) < span)
            {
                held++;
                return false;
            }

            (last, held) = (time.GetTimestamp(), 0);
            return true;
        }
    }
}
