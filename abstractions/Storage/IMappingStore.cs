namespace Sync;

/// <summary>
/// Keeps how each pairing was last read, for good: a pairing that is gone and comes back goes on from there. Called at the start of
/// a silo, before any pair is opened. All methods throw <see cref="PairStoreException"/> when the database cannot be reached.
/// </summary>
public interface IMappingStore
{
    /// <summary>Every pairing that ever ran on this data, in the order of names.</summary>
    Task<IReadOnlyList<StoredMapping>> LoadAsync(CancellationToken cancellation);

    /// <summary>
    /// Puts each in the place of its pairing's last one, or the first where there is none; all or none.
    /// <see langword="false"/>: one is not the revision right after what is there, since another silo was faster; nothing was written.
    /// </summary>
    Task<bool> RaiseAsync(IReadOnlyList<StoredMapping> mappings, CancellationToken cancellation);
}

/// <summary>How a pairing is read under a revision.</summary>
/// <param name="Pairing">Its name.</param>
/// <param name="Revision">From 1.</param>
/// <param name="Json">The fingerprint; a JSON object that a person can read.</param>
public sealed record StoredMapping(string Pairing, int Revision, string Json);
