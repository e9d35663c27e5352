using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Sync.Reconciliation;

namespace Sync.Silo.Api;

/// <summary>Pairs as the contract has them.</summary>
internal static class PairMessages
{
    /// <summary>A pair in a list. A row whose state cannot be read is listed with that as its reason.</summary>
    public static V1.PairSummary ToSummary(this PairRow row)
    {
        try
        {
            return Summary(row, Reason(PairStateCodec.Decode(row)));
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            return Summary(row, e.Message);
        }
    }

    /// <summary>A pair with everything known of it.</summary>
    /// <param name="row">Its row.</param>
    /// <param name="pairing">Its pairing; <see langword="null"/> where the configuration has it no more.</param>
    /// <param name="activity">What happened to it, newest first.</param>
    /// <exception cref="InvalidDataException">This program cannot read the row's state.</exception>
    public static V1.Pair ToPair(this PairRow row, Pairing? pairing, IEnumerable<RecordedActivity> activity)
    {
        var state = PairStateCodec.Decode(row);
        return new V1.Pair
        {
            Summary = Summary(row, Reason(state)),
            Crm = OneSide(state.Sides.Crm, pairing?.Kinds.Crm),
            Shop = OneSide(state.Sides.Shop, pairing?.Kinds.Shop),
            Properties = { Names(state, pairing).Select(name => OneProperty(state, name)) },
            Halt = state.Halt is { } halt ? new V1.Halt { Reason = halt.Reason, Property = halt.Property ?? "" } : null,
            Generation = state.Generation,
            MappingRevision = state.Revision,
            RowVersion = row.RowVersion,
            Activity = { activity.Select(ActivityMessages.ToV1) },
        };
    }

    private static V1.PairSummary Summary(PairRow row, string reason) => new()
    {
        Id = row.Id.Value,
        Pairing = row.Id.Pairing,
        Status = row.Status.ToV1(),
        CrmId = row.ExternalIds.Crm ?? "",
        ShopId = row.ExternalIds.Shop ?? "",
        MatchKey = row.MatchKey ?? "",
        Reason = reason,
        UpdatedAt = row.UpdatedAt.ToTimestamp(),
        NextAttempt = row.NextAttempt.ToTimestamp(),
    };

    private static string Reason(PairState state)
    {
        var reasons = new List<string>();
        if (state.Halt is { } halt)
            reasons.Add(About(halt.Property, halt.Reason));
        if (state.Retired is { } retired)
            reasons.Add(retired.Into is { } into ? $"is deleted: merged into {into}" : $"is deleted: {retired.By} undid its creation");
        foreach (var (name, side) in Sides.Both.Select(side => (side.Name(), state[side])))
        {
            if (side.Unreadable is { } unreadable)
                reasons.Add($"{name} cannot be mapped: {About(unreadable.Property, unreadable.Reason)}");
            if (side.Retry is { } retry)
                reasons.Add($"{name}: {retry.Reason} (attempt {retry.Attempt})");
            reasons.AddRange(side.Awaits.Select(awaited => $"{name}: waits until {awaited.Key} {awaited.Value} is linked"));
            if (!side.InScope)
                reasons.Add($"{name} is outside the pairing's where");
        }
        reasons.AddRange(state.Conflicts.Select(conflict => About(conflict.Key, conflict.Value.Reason)));
        return string.Join("; ", reasons);
    }

    /// <summary>A reason and whose it is, unless it says so itself: a path is often called as its property is.</summary>
    private static string About(string? property, string reason) =>
        property is null || reason.StartsWith(property + ":", StringComparison.Ordinal) ? reason : $"{property}: {reason}";

    private static V1.PairSide OneSide(SideState side, string? kind) => new()
    {
        Kind = kind ?? "",
        ExternalId = side.Id ?? "",
        Presence = side.Presence.ToV1(),
        Version = side.Version ?? "",
        Digest = side.Digest?.ToString() ?? "",
        Position = side.Position is { } position ? new V1.Position { Epoch = position.Epoch, Place = position.Place } : null,
        Ahead = side.Ahead,
        ReadOwed = side.ReadOwed,
        InScope = side.InScope,
        Intent = side.Intent.Describe(),
        Retry = side.Retry is { } retry
            ? new V1.Retry { Attempt = retry.Attempt, NotBefore = retry.NotBefore.ToTimestamp(), Reason = retry.Reason }
            : null,
        Unreadable = side.Unreadable is { } unreadable
            ? new V1.Unreadable { Property = unreadable.Property ?? "", Reason = unreadable.Reason }
            : null,
    };

    /// <summary>The configured properties, then whatever an earlier configuration left in the state.</summary>
    private static IEnumerable<string> Names(PairState state, Pairing? pairing) =>
        (pairing?.Properties.Select(p => p.Name) ?? [])
            .Concat(state.Base.Names).Concat(state.Sides.Crm.Seen.Names).Concat(state.Sides.Shop.Seen.Names).Distinct();

    private static V1.Property OneProperty(PairState state, string name) => new()
    {
        Name = name,
        Base = state.Base[name].ToV1(),
        Crm = state.Sides.Crm.Seen[name].ToV1(),
        Shop = state.Sides.Shop.Seen[name].ToV1(),
        Provenance = state.Provenance.TryGetValue(name, out var provenance)
            ? new V1.Provenance
            {
                Side = provenance.Side.ToV1(), At = provenance.At.ToTimestamp(), Rule = provenance.Rule, By = provenance.By ?? "",
                MappingRevision = provenance.Revision ?? state.Revision,
            }
            : null,
        Conflict = state.Conflicts.TryGetValue(name, out var conflict) ? conflict.Reason : "",
    };
}
