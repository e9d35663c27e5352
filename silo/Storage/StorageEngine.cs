using Orleans.Hosting;

namespace Sync.Silo.Storage;

/// <summary>Where everything durable lies: one of the two engines.</summary>
internal abstract class StorageEngine : IAsyncDisposable
{
    /// <summary>Its place, as a person knows it.</summary>
    public abstract string Name { get; }

    /// <summary>How pairings were last read.</summary>
    public abstract IMappingStore Mappings { get; }

    /// <summary>Brings it to this program's schema, creating what is missing; how many scripts were run.</summary>
    /// <exception cref="StorageRefusedException">It must not be opened by this process.</exception>
    /// <exception cref="PairStoreException">It cannot be reached.</exception>
    public abstract Task<int> MigrateAsync(CancellationToken cancellation);

    /// <summary>
    /// By what it shows that it is not as a silo last left it, but as it was before: a backup that was put back. <see langword="null"/>:
    /// it goes on from there, or is new, or nothing shows it. Asked of an engine that has been migrated.
    /// </summary>
    /// <exception cref="PairStoreException">It cannot be reached.</exception>
    public abstract Task<string?> SetBackAsync(CancellationToken cancellation);

    /// <summary>Remembers it as it is: <see cref="SetBackAsync"/> shows nothing until it is set back again.</summary>
    /// <exception cref="PairStoreException">It cannot be reached.</exception>
    public abstract Task RecogniseAsync(CancellationToken cancellation);

    /// <summary>Registers the pair store and all its contracts, on an engine that has been migrated.</summary>
    public abstract void AddPairStore(IServiceCollection services, ActivityRetention activity);

    /// <summary>Makes it Orleans' default grain storage.</summary>
    public abstract void AddGrainStorage(ISiloBuilder silo);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
