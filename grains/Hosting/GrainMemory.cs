using Orleans.Runtime;
using Orleans.Storage;

namespace Sync.Grains;

/// <summary>
/// What a grain remembers, loaded when it first works and not while it activates. Saves are made one after the other, in the
/// order of the calls; after one that failed, what was written is unknown and is read again. To be used on the grain's own turns.
/// </summary>
/// <param name="storage">Where.</param>
/// <param name="name">Under which name.</param>
/// <param name="grain">Whose.</param>
/// <param name="overtaken">
/// Called when another activation has saved since this one did: there may be one only, and this one is to end.
/// </param>
internal sealed class GrainMemory<T>(IGrainStorage storage, string name, GrainId grain, Action overtaken)
    where T : class, new()
{
    private readonly GrainState<T> remembered = new(new T());
    private Task<T>? known;
    private Task last = Task.CompletedTask;

    /// <summary>What was saved last, or a new one. What is changed in it must be saved.</summary>
    public async Task<T> LoadAsync()
    {
        var loading = known ??= ReadAsync();
        try
        {
            return await loading;
        }
        catch
        {
            if (known == loading)
                known = null;
            throw;
        }
    }

    /// <summary>Makes it durable.</summary>
    /// <exception cref="InconsistentStateException">Another activation saved meanwhile.</exception>
    public async Task SaveAsync(T state)
    {
        try
        {
            await (last = SaveAfterAsync(last, state));
            known = Task.FromResult(state);
        }
        catch (Exception failure)
        {
            known = null;
            if (failure is InconsistentStateException)
                overtaken();
            throw;
        }
    }

    private async Task<T> ReadAsync()
    {
        await storage.ReadStateAsync(name, grain, remembered);
        return remembered.State ?? new T();
    }

    private async Task SaveAfterAsync(Task before, T state)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        remembered.State = state;
        await storage.WriteStateAsync(name, grain, remembered);
    }
}
