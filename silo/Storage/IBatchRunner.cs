namespace Sync.Silo.Storage;

/// <summary>Works batches off, one after another. It is given up after a failure.</summary>
internal interface IBatchRunner<in TWork> : IDisposable
{
    /// <summary>Runs every call of the batch and answers it, or fails it alone; throws what fails all that are not answered yet.</summary>
    Task RunAsync(IReadOnlyList<TWork> batch);
}
