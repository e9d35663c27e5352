namespace Sync.Simulation;

/// <summary>
/// The world's only source of order: everything that waits is run one at a time, picked by the seed. A call takes effect at one
/// moment and is answered at a later one, and anything may happen between.
/// </summary>
internal sealed class Scheduler(Random random)
{
    private readonly List<Action> ready = [];

    public bool IsIdle => ready.Count == 0;

    public int Waiting => ready.Count;

    public void Post(Action action) => ready.Add(action);

    /// <summary>Something on a slow way: other things happen this many times before it does.</summary>
    public void PostLate(Action action, int turns) => Post(turns == 0 ? action : () => PostLate(action, turns - 1));

    /// <summary>Runs one waiting action.</summary>
    public void RunOne()
    {
        var index = random.Next(ready.Count);
        var action = ready[index];
        ready[index] = ready[^1];
        ready.RemoveAt(ready.Count - 1);
        action();
    }

    /// <summary>Calls something remote for a process: effect first, answer later; a dead process is never answered.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="effect">What it does there; may throw, and the answer is the exception.</param>
    /// <param name="survives">Whether the effect still happens if the caller died before it.</param>
    /// <param name="turns">How many other things happen before it, on each way.</param>
    public Task<T> Call<T>(Process caller, Func<T> effect, bool survives, int turns = 0)
    {
        var answer = new TaskCompletionSource<T>();
        PostLate(Arrive, turns);
        return answer.Task;

        void Arrive()
        {
            if (!caller.IsAlive && !survives)
                return;
            Action reply;
            try
            {
                var result = effect();
                reply = () => answer.SetResult(result);
            }
            catch (Exception failure)
            {
                reply = () => answer.SetException(failure);
            }
            PostLate(
                () =>
                {
                    if (caller.IsAlive)
                        reply();
                },
                turns);
        }
    }
}

/// <summary>One life of the engine's process.</summary>
/// <param name="session">Which; the disk knows the last.</param>
internal sealed class Process(long session)
{
    public long Session => session;

    public bool IsAlive { get; private set; } = true;

    public void Kill() => IsAlive = false;
}

/// <summary>A clock that moves only when told.</summary>
internal sealed class SimulatedTime : TimeProvider
{
    private readonly List<Alarm> alarms = [];
    private DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Has what an alarm wakes done when its turn comes; set by the history.</summary>
    public Action<Action> Soon { get; set; } = act => act();

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by)
    {
        now += by;
        foreach (var alarm in alarms.Where(alarm => alarm.At <= now).ToList())
            alarm.Ring();
    }

    /// <summary>Rings once, for whoever waits a while in the world's own time.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>The present moment, which is never told twice.</summary>
    public DateTimeOffset Tick()
    {
        now += TimeSpan.FromMilliseconds(1);
        return now;
    }

    private sealed class Alarm(SimulatedTime time, Action ring) : ITimer
    {
        public DateTimeOffset At { get; private set; }

        public void Ring()
        {
            time.alarms.Remove(this);
            time.Soon(ring);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.alarms.Remove(this);
            if (dueTime == Timeout.InfiniteTimeSpan)
                return true;
            At = time.now + dueTime;
            time.alarms.Add(this);
            return true;
        }

        public void Dispose() => time.alarms.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
