using Sync.Configuration;

namespace Sync.Silo.Hosting;

/// <summary>Gives a loaded configuration its mapping revisions, durably, before anything runs under them.</summary>
internal static class MappingStart
{
    /// <param name="loaded">The file.</param>
    /// <param name="store">What ran last.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="restoration">That the database was found to be set back; <see langword="null"/>: it was not.</param>
    /// <param name="areOthersRunning">Whether other silos work on the same data now; <see langword="null"/>: none can.</param>
    /// <exception cref="FormatException">The configuration cannot run on this data, or is older than that of silos which run.</exception>
    /// <exception cref="PairStoreException">The database cannot be reached.</exception>
    public static async Task<Revised> ReviseAsync(
        SyncConfiguration loaded, IMappingStore store, CancellationToken cancellation, Restoration? restoration = null,
        Func<Task<bool>>? areOthersRunning = null)
    {
        while (true)
        {
            var revised = MappingRevisions.Of(loaded, await store.LoadAsync(cancellation), restoration);
            if (!revised.Returning.IsEmpty && areOthersRunning is not null && await areOthersRunning())
                throw new FormatException(Older(revised.Returning[0]));
            if (revised.Raised.IsEmpty || await store.RaiseAsync(revised.Raised, cancellation))
                return revised;
            // Another silo that starts with it was faster: it is compared with what that one kept.
        }
    }

    private static string Older(string pairing) =>
        $"This silo's configuration reads the pairing '{pairing}' as it was read at an earlier mapping revision, and silos with a later one "
        + "are running. Give it the file that they have; to go back to the earlier mapping on purpose, stop all of them first.";
}
