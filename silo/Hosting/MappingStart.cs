using Sync.Configuration;

namespace Sync.Silo.Hosting;

/// <summary>Gives a loaded configuration its mapping revisions, durably, before anything runs under them.</summary>
internal static class MappingStart
{
    /// <exception cref="FormatException">The configuration cannot run on this data.</exception>
    /// <exception cref="PairStoreException">The database cannot be reached.</exception>
    public static async Task<Revised> ReviseAsync(SyncConfiguration loaded, IMappingStore store, CancellationToken cancellation)
    {
        while (true)
        {
            var revised = MappingRevisions.Of(loaded, await store.LoadAsync(cancellation));
            if (revised.Raised.IsEmpty || await store.RaiseAsync(revised.Raised, cancellation))
                return revised;
            // Another silo that starts with it was faster: it is compared with what that one kept.
        }
    }
}
