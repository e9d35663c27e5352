using Sync.Connectors;

namespace Sync.Silo.Cluster;

/// <summary>
/// Whether this silo is known to be a member still: the database said so within the last two seconds, counted from when it was asked
/// by a clock that does not stop with the process. A silo that was frozen wakes up with the gate shut. Thread-safe.
/// </summary>
internal sealed class MembershipFence(TimeProvider time) : ISendGate
{
    /// <summary>How long a good answer is believed.</summary>
    public static readonly TimeSpan Believed = TimeSpan.FromSeconds(2);

    private const long Never = long.MinValue;
    private long askedAt = Never;

    /// <inheritdoc/>
    public bool MaySend => Volatile.Read(ref askedAt) is not Never and var at && time.GetElapsedTime(at) < Believed;

    /// <summary>The time to be handed to <see cref="Passed"/> by whoever asks the database now.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>The database found the silo's row among the living, when asked at this time.</summary>
    public void Passed(long asked)
    {
        for (var known = Volatile.Read(ref askedAt); known < asked;)
        {
            var seen = Interlocked.CompareExchange(ref askedAt, asked, known);
            if (seen == known)
                return;
            known = seen;
        }
    }

    /// <summary>The database did not find it: nothing is sent until it does.</summary>
    public void Refused() => Volatile.Write(ref askedAt, Never);
}
