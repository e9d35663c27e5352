using System.Collections.Immutable;

namespace Sync;

/// <summary>A side's record as its pairing sees it: the outcome of mapping. Closed.</summary>
public abstract record Mapped
{
    private Mapped()
    {
    }

    /// <summary>The record could be read.</summary>
    /// <param name="Record">The properties the body had; those it lacked are absent.</param>
    /// <param name="Digest">Over <paramref name="Record"/>, the match key and the scope.</param>
    /// <param name="MatchKey">The normalised match key; <see langword="null"/> where the pairing has none or the record lacks a part of it.</param>
    /// <param name="InScope">Whether the record fulfils the pairing's <c>where</c> for this side.</param>
    public sealed record Good(CanonicalRecord Record, Digest Digest, string? MatchKey, bool InScope) : Mapped
    {
        /// <summary>References whose records are not linked yet, with the ids they name; absent from <see cref="Record"/>, and asked after again.</summary>
        public ImmutableSortedDictionary<string, string> Awaits { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

        /// <summary>Of those, the ones whose record a pair holds that is kept apart from its counterpart, with that pair's id.</summary>
        public ImmutableSortedDictionary<string, string> Barred { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
    }

    /// <summary>The record cannot be understood; its pair is parked with this reason.</summary>
    /// <param name="Property">The property that failed; <see langword="null"/> if the body as a whole did.</param>
    /// <param name="Reason">What is wrong and where, for a person, naming the path on the side and the value found.</param>
    public sealed record Bad(string? Property, string Reason) : Mapped;
}
