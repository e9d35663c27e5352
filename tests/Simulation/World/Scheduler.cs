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
internal sealed class Process
{
    public bool IsAlive { get; private set; } = true;

    public void Kill() => IsAlive = false;
}

/// <summary>A clock that moves only when told.</summary>
internal sealed class SimulatedTime : TimeProvider
{
    private DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by) => now += by;

    /// <summary>The present moment, which is never told twice.</summary>
    public DateTimeOffset Tick()
    {
        now += TimeSpan.FromMilliseconds(1);
        return now;
    }
}
