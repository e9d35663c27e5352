namespace Sync.Grains;

/// <summary>
/// How often silos have come to the cluster since this one started. A pair in memory stays where it is for as long as it changes, and a
/// silo that came would get none of the work: so a pair at rest that was activated before ends, and its next change activates it where
/// its hash places it now. An ingest ends too, and is started again. One a silo; thread-safe.
/// </summary>
public sealed class Arrivals
{
    private int count;

    /// <summary>So far.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Silos have come, and all know of them.</summary>
    public void Note() => Interlocked.Increment(ref count);
}
