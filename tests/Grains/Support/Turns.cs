namespace Sync.Grains.Tests;

/// <summary>Has work done as in a grain: in turns, one after the other.</summary>
internal static class Turns
{
    public static Task RunAsync(Func<Task> work) => Task.Factory.StartNew(
        work, default, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();
}
