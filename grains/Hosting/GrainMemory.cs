using Orleans.Runtime;
using Orleans.Storage;

namespace Sync.Grains;

/// <summary>
/// What a grain remembers, loaded when it first works and not while it activates. Saves are made one after the other, in the
/// order of the calls. To be used on the grain's own turns.
/// </summary>
internal sealed class GrainMemory<T>(IGrainStorage storage, string name, GrainId grain)
    where T : class, new()
{
    private readonly GrainState<T> remembered = new(new T());
    private Task last = Task.CompletedTask;

    /// <summary>What was saved last, or a new one.</summary>
    public async Task<T> LoadAsync()
    {
        await storage.ReadStateAsync(name, grain, remembered);
        return remembered.State ?? new T();
    }

    /// <summary>Makes it durable.</summary>
    /// <exception cref="InconsistentStateException">Another activation saved meanwhile; it must be loaded again.</exception>
    public Task SaveAsync(T state)
    {
        last = SaveAfterAsync(last, state);
        return last;
    }

    private async Task SaveAfterAsync(Task before, T state)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        remembered.State = state;
        await storage.WriteStateAsync(name, grain, remembered);
    }
}
