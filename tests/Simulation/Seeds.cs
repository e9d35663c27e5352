using System.Collections.Concurrent;

namespace Sync.Simulation;

/// <summary>Many histories of one shape.</summary>
internal static class Seeds
{
    /// <summary>What a search found.</summary>
    public sealed record Outcome(int Histories, int Crashes, int LostInWindow, int InDoubt, IReadOnlyList<(int Seed, Fault Fault)> Failures)
    {
        /// <summary>How often people were told of what people had done, by what it was.</summary>
        public required IReadOnlyDictionary<ActivityKind, int> Acts { get; init; }
    }

    /// <summary>Runs a number of seeds, or as many as fit into some minutes; a history is one thread's, the histories are all cores'.</summary>
    public static Outcome Search(Shape shape, int first, int count, int minutes = 0)
    {
        var acts = new ConcurrentDictionary<ActivityKind, int>();
        var failures = new ConcurrentBag<(int Seed, Fault Fault)>();
        var (histories, crashes, lost, inDoubt) = (0, 0, 0, 0);
        var began = TimeProvider.System.GetTimestamp();
        do
        {
            Parallel.For(first, first + count, seed =>
            {
                var history = new History(seed, shape);
                if (history.Run() is { } fault)
                    failures.Add((seed, fault));
                Interlocked.Add(ref crashes, history.Crashes);
                foreach (var (_, activity) in history.World.Disk.Activity.Where(told => told.Activity.By is not null))
                    acts.AddOrUpdate(activity.Kind, 1, (_, times) => times + 1);
                Interlocked.Add(ref inDoubt, history.World.Disk.Activity.Count(a => a.Activity is { Kind: ActivityKind.Conflict, Property: "count" }));
                Interlocked.Add(ref lost, history.World.Kinds.Sum(k => k.Records.Values.Sum(r => r.History.Count(e => e.LostInWindow))));
            });
            (histories, first) = (histories + count, first + count);
        }
        while (failures.IsEmpty && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(minutes));
        return new Outcome(histories, crashes, lost, inDoubt, [.. failures.OrderBy(f => f.Seed)]) { Acts = acts };
    }

    /// <summary>
    /// The lowest of the seeds run that fails, as «seed checker: words»; runs a few more than needed, and no more. Takes and gives
    /// only what a copy of this assembly understands too.
    /// </summary>
    public static string? FirstFailure(string shape, int first, int count)
    {
        const int AtOnce = 50;
        for (var from = first; from < first + count; from += AtOnce)
        {
            if (Search(Shapes.Of(shape), from, Math.Min(AtOnce, first + count - from)).Failures is [var (seed, fault), ..])
                return $"{shape}:{seed} {fault}";
        }
        return null;
    }

    /// <summary>The story of a failing seed, and after an empty line the shortest that ends like it.</summary>
    public static string[] ShortestStory(string shape, int seed)
    {
        var history = new History(seed, Shapes.Of(shape), tells: true);
        var fault = history.Run() ?? throw new InvalidOperationException($"{shape}:{seed} does not fail.");
        return [.. history.World.Disk.Story!, "", .. Shrinking.Shrink(Shapes.Of(shape), seed, fault.Checker).Story];
    }
}
