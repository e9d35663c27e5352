using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Sync.Configuration;

/// <summary>A configuration whose pairings have their mapping revisions.</summary>
/// <param name="Configuration">With <see cref="Pairing.Revision"/> and <see cref="Property.Since"/> as they are from now on.</param>
/// <param name="Raised">What is to be kept before anything runs under it.</param>
/// <param name="Changes">What those read otherwise that ran before.</param>
internal sealed record Revised(
    SyncConfiguration Configuration, ImmutableArray<StoredMapping> Raised, ImmutableArray<MappingChange> Changes)
{
    /// <summary>Those of the raised pairings that are read as they were at an earlier revision: by an old file, or by one that goes back.</summary>
    public ImmutableArray<string> Returning { get; init; } = [];

    /// <summary>By what the database was told to be set back; <see langword="null"/>: it was not, or another silo has seen to it.</summary>
    public string? SetBack { get; init; }
}

/// <summary>What a pairing reads otherwise than it did last.</summary>
/// <param name="Pairing">Its name.</param>
/// <param name="Revision">Its new revision.</param>
/// <param name="Gained">Properties that it did not have.</param>
/// <param name="Lost">Properties that it has no longer.</param>
/// <param name="Otherwise">Properties whose values mean something else.</param>
/// <param name="Scope">Whether it takes in or compares records otherwise.</param>
internal sealed record MappingChange(
    string Pairing, int Revision, ImmutableArray<string> Gained, ImmutableArray<string> Lost, ImmutableArray<string> Otherwise, bool Scope)
{
    /// <summary>Whether the database was set back, so that every pair reads both records.</summary>
    public bool IsSetBack { get; init; }

    /// <summary>Whether the mapping is another one.</summary>
    public bool IsOther => Scope || !(Gained.IsEmpty && Lost.IsEmpty && Otherwise.IsEmpty);

    /// <summary>One line for the console.</summary>
    public override string ToString() => $"{Pairing}: mapping revision {Revision}, " + string.Join("; ", new[]
    {
        Told("gained", Gained), Told("lost", Lost), Told("read otherwise:", Otherwise),
        Scope ? "where, match, cardinality, required, direction or compare changed" : null, IsSetBack ? "the database was set back" : null,
    }.OfType<string>());

    private static string? Told(string what, ImmutableArray<string> names) => names.IsEmpty ? null : $"{what} {string.Join(", ", names)}";
}

/// <summary>
/// Compares a configuration with what ran last. A pairing that reads the same keeps its revision, whatever else of it changed;
/// policies and initial sides are asked when they are needed, and change nothing that was agreed. A database that was set back raises
/// all: what its rows know of the records is old, and a counter of theirs may have been added up since.
/// </summary>
internal static class MappingRevisions
{
    /// <param name="loaded">The file; the revisions in it are not looked at.</param>
    /// <param name="stored">What is kept of every pairing that ever ran.</param>
    /// <param name="restoration">That the database was found to be set back; <see langword="null"/>: it was not.</param>
    /// <exception cref="FormatException">A pairing links records of other kinds than it did, or no longer lets pairs share what they share.</exception>
    public static Revised Of(SyncConfiguration loaded, IReadOnlyList<StoredMapping> stored, Restoration? restoration = null)
    {
        var revised = loaded.Pairings.Select(pairing => Of(pairing, stored.FirstOrDefault(s => s.Pairing == pairing.Name), restoration)).ToList();
        var gone = stored.Where(s => loaded.Pairings.All(pairing => pairing.Name != s.Pairing)).Select(s => SetBackOf(s, restoration)).OfType<StoredMapping>();
        var changes = revised.Select(r => r.Change).OfType<MappingChange>().ToImmutableArray();
        return new Revised(
            loaded with { Pairings = [.. revised.Select(r => r.Pairing)] },
            [.. revised.Where(r => r.IsRaised).Select(r => new StoredMapping(r.Pairing.Name, r.Pairing.Revision, Remembered(r.Pairing, r.Last, r.Restoration))), .. gone],
            changes)
        {
            Returning = [.. revised.Where(r => r is { Change.IsOther: true, Last: { } last } && MappingHistory.Has(last, r.Pairing)).Select(r => r.Pairing.Name)],
            SetBack = revised.Any(r => r.IsRaised && r.Restoration is not null && r.Restoration.Found == restoration?.Found) ? restoration!.Found : null,
        };
    }

    private static (Pairing Pairing, bool IsRaised, MappingChange? Change, JsonNode? Last, Restoration? Restoration) Of(
        Pairing pairing, StoredMapping? stored, Restoration? restoration)
    {
        if (stored is null)
            return (Under(pairing, 1, _ => 1, restoration), true, null, null, restoration);
        var last = JsonNode.Parse(stored.Json)!;
        CheckKinds(pairing, last["kinds"]);
        CheckMany(pairing, (string?)last["scope"]?["many"]);
        var before = last["properties"]!.AsObject();
        var next = stored.Revision + 1;
        var change = new MappingChange(
            pairing.Name, next,
            Gained: [.. pairing.Properties.Where(p => !before.ContainsKey(p.Name)).Select(p => p.Name)],
            Lost: [.. before.Select(p => p.Key).Except(pairing.Properties.Select(p => p.Name))],
            Otherwise: [.. pairing.Properties.Where(p => before[p.Name] is { } was && !Same(was["reads"], MappingFingerprint.Reads(p))).Select(p => p.Name)],
            Scope: !Same(last["scope"], MappingFingerprint.Scope(pairing)))
        {
            IsSetBack = IsNew(restoration, last),
        };
        var isRaised = change.IsOther || change.IsSetBack;
        var known = change.IsSetBack ? restoration! with { Revision = next } : Restoration.Of(last);
        var changed = change.Gained.Concat(change.Otherwise).ToHashSet(StringComparer.Ordinal);
        return (
            Under(pairing, isRaised ? next : stored.Revision, name => changed.Contains(name) ? next : (int)before[name]!["since"]!, known),
            isRaised,
            isRaised ? change : null,
            last,
            known);
    }

    /// <summary>Of a pairing that is gone, if this raises it: it may come back.</summary>
    private static StoredMapping? SetBackOf(StoredMapping stored, Restoration? restoration) => IsNew(restoration, JsonNode.Parse(stored.Json))
        ? stored with { Revision = stored.Revision + 1, Json = Restoration.Remember(stored.Json, restoration! with { Revision = stored.Revision + 1 }) }
        : null;

    /// <summary>Another silo that found the same may have been faster.</summary>
    private static bool IsNew(Restoration? restoration, JsonNode? last) => restoration is not null && restoration.Found != Restoration.Of(last)?.Found;

    private static string Remembered(Pairing pairing, JsonNode? last, Restoration? restoration) =>
        Restoration.Remember(MappingHistory.Continue(MappingFingerprint.Write(pairing), last), restoration);

    /// <summary>What the base of a counter says of a database set back is a difference that both sides may have by now.</summary>
    private static Pairing Under(Pairing pairing, int revision, Func<string, int> since, Restoration? restoration) => pairing with
    {
        Revision = revision,
        RestoredAt = restoration?.At,
        Properties = [.. pairing.Properties.Select(p => p with
        {
            Since = p.Policy == ConflictPolicy.Sum ? Math.Max(since(p.Name), restoration?.Revision ?? 0) : since(p.Name),
        })],
    };

    /// <summary>Under another kind the ids of every link would be looked for where they never were, and found deleted.</summary>
    private static void CheckKinds(Pairing pairing, JsonNode? last)
    {
        if (!Same(last, MappingFingerprint.Kinds(pairing)))
        {
            throw new FormatException(
                $"The pairing '{pairing.Name}' linked crm {last?["crm"]} with shop {last?["shop"]} on this data, and is now to link "
                + $"crm {pairing.Kinds.Crm} with shop {pairing.Kinds.Shop}. Give it another name, or start with another data folder.");
        }
    }

    /// <summary>Of pairs that share a record, none but one could keep it.</summary>
    private static void CheckMany(Pairing pairing, string? last)
    {
        if (last is not null && last != pairing.Many?.Name())
        {
            throw new FormatException(
                $"On this data many pairs of the pairing '{pairing.Name}' may share one {last} record, and now none may. "
                + "Give it another name, or start with another data folder.");
        }
    }

    private static bool Same(JsonNode? left, JsonNode? right) => JsonNode.DeepEquals(left, right);
}
