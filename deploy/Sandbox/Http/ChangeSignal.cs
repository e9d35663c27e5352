using System.Collections.Concurrent;
using Sync.Sandbox.Storage;

namespace Sync.Sandbox.Http;

/// <summary>Wakes the long-polls of a kind when something in it was committed. Thread-safe.</summary>
internal sealed class ChangeSignal
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _next = new();

    /// <summary>
    /// Completes at the next change of the kind. Take it before looking for changes, so that none falls between.
    /// </summary>
    public Task Next(string kind) => _next.GetOrAdd(kind, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Wake(IReadOnlyList<RecordChange> changes)
    {
        foreach (var kind in changes.Select(change => change.Kind).Distinct())
            if (_next.TryRemove(kind, out var waiting)) waiting.TrySetResult();
    }
}
