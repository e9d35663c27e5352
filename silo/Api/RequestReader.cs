using System.Text;

namespace Sync.Silo.Api;

/// <summary>Checks requests and turns them into our words.</summary>
internal sealed class RequestReader(SyncConfiguration configuration)
{
    private const int DefaultPageSize = 100;
    private const int MaxPageSize = 1000;
    private const int MaxLast = 1000;
    private const int MaxTextLength = 200;
    private const int DefaultStory = 100;
    private const int MaxStory = 1000;

    /// <summary>The token with which a list goes on after a pair.</summary>
    public static string PageToken(PairId last) => Convert.ToBase64String(Encoding.UTF8.GetBytes(last.Value));

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public WantedPairs Read(V1.GetPairRequest request)
    {
        var violations = new Violations();
        WantedPairs? wanted = request.ByCase switch
        {
            V1.GetPairRequest.ByOneofCase.PairId => Pair("pair_id", request.PairId, violations) is { } id ? new WantedPairs.One(id) : null,
            V1.GetPairRequest.ByOneofCase.Record => Record(request.Record, violations),
            _ => null,
        };
        if (request.ByCase == V1.GetPairRequest.ByOneofCase.None)
            violations.Add("by", "is not set; give pair_id or record");
        violations.ThrowIfAny();
        return wanted!;
    }

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public WantedStory Read(V1.ExplainRequest request)
    {
        var violations = new Violations();
        WantedPairs? wanted = request.ByCase switch
        {
            V1.ExplainRequest.ByOneofCase.PairId => Pair("pair_id", request.PairId, violations) is { } id ? new WantedPairs.One(id) : null,
            V1.ExplainRequest.ByOneofCase.Record => Record(request.Record, violations),
            _ => null,
        };
        if (request.ByCase == V1.ExplainRequest.ByOneofCase.None)
            violations.Add("by", "is not set; give pair_id or record");
        Property(wanted, request.Property, violations);
        if (request.Limit is < 0 or > MaxStory)
            violations.Add("limit", $"is {request.Limit}; allowed are 1 to {MaxStory}, and 0 for {DefaultStory}");
        violations.ThrowIfAny();
        return new WantedStory(wanted!, request.Property, request.Limit == 0 ? DefaultStory : request.Limit);
    }

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public PairQuery Read(V1.ListPairsRequest request)
    {
        var violations = new Violations();
        Pairing("pairing", request.Pairing, violations);
        var status = request.Status.ToStatus();
        if (status is null && request.Status != V1.PairStatus.Unspecified)
            violations.Add("status", $"{(int)request.Status} is no status; allowed are 0 (all) to {PairStatuses.All.Count}");
        if (request.Text.Length > MaxTextLength)
            violations.Add("text", $"has {request.Text.Length} characters; allowed are {MaxTextLength}");
        if (request.PageSize is < 0 or > MaxPageSize)
            violations.Add("page_size", $"is {request.PageSize}; allowed are 1 to {MaxPageSize}, and 0 for {DefaultPageSize}");
        var after = After(request.PageToken, violations);
        violations.ThrowIfAny();
        return new PairQuery(
            Wanted(request.Pairing), status, Wanted(request.Text), After: after,
            Limit: request.PageSize == 0 ? DefaultPageSize : request.PageSize);
    }

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public WantedActivity Read(V1.WatchActivityRequest request)
    {
        var violations = new Violations();
        if (request.HasLast && request.Last is < 0 or > MaxLast)
            violations.Add("last", $"is {request.Last}; allowed are 0 to {MaxLast}");
        long? after = ActivityMessages.Sequence(request.After);
        if (request.HasAfter && after is null)
            violations.Add("after", $"'{request.After}' is not the token of an activity");
        PairId? pair = request.HasPairId ? Pair("pair_id", request.PairId, violations) : null;
        if (request.HasPairing && request.Pairing.Length == 0)
            violations.Add("pairing", "is empty; leave it out for all");
        Pairing("pairing", request.Pairing, violations);
        violations.ThrowIfAny();
        return new WantedActivity(new ActivityFilter(pair, Wanted(request.Pairing)), request.Last, after);
    }

    /// <summary>Of pairs of a pairing that is gone every property may be asked for.</summary>
    private void Property(WantedPairs? wanted, string property, Violations violations)
    {
        var pairings = wanted switch
        {
            WantedPairs.One one => configuration.Pairings.Where(p => p.Name == one.Id.Pairing),
            WantedPairs.Holding record => configuration.Pairings.Where(p => record.Pairings.Contains(p.Name)),
            _ => [],
        };
        var names = pairings.SelectMany(p => p.Properties).Select(p => p.Name).Distinct().ToList();
        if (property.Length == 0 || (names.Count > 0 && !names.Contains(property)))
            violations.Add("property", $"there is no '{property}'; allowed are {string.Join(", ", names)}");
    }

    private static string? Wanted(string text) => text.Length == 0 ? null : text;

    internal static PairId? Pair(string field, string text, Violations violations)
    {
        if (PairId.TryParse(text, out var id))
            return id;
        violations.Add(field, $"'{text}' is not a pair id; expected <pairing>/<uuid>");
        return null;
    }

    private static PairId? After(string token, Violations violations)
    {
        if (token.Length == 0)
            return null;
        var bytes = new byte[token.Length];
        if (Convert.TryFromBase64String(token, bytes, out var length) && PairId.TryParse(Encoding.UTF8.GetString(bytes, 0, length), out var id))
            return id;
        violations.Add("page_token", "is no next_page_token of a ListPairs answer");
        return null;
    }

    private WantedPairs.Holding? Record(V1.RecordName record, Violations violations)
    {
        var side = record.Side.ToSide();
        if (side is null)
            violations.Add("record.side", $"is {(int)record.Side}; allowed are SIDE_CRM (1) and SIDE_SHOP (2)");
        else
            Kind(side.Value, record.Kind, violations);
        if (record.ExternalId.Length == 0)
            violations.Add("record.external_id", "is empty");
        Pairing("record.pairing", record.Pairing, violations);
        return side is null ? null : new WantedPairs.Holding(
            side.Value, record.Kind, record.ExternalId,
            [.. configuration.PairingsOf(side.Value, record.Kind).Select(p => p.Name).Where(p => record.Pairing.Length == 0 || p == record.Pairing)]);
    }

    private void Kind(Side side, string kind, Violations violations)
    {
        var kinds = configuration.Pairings.Select(p => p.Kinds[side]).Distinct().Order(StringComparer.Ordinal).ToList();
        if (!kinds.Contains(kind))
            violations.Add("record.kind", $"'{kind}' is no kind that a pairing uses on {side.Name()}; allowed are {string.Join(", ", kinds)}");
    }

    private void Pairing(string field, string name, Violations violations)
    {
        var names = configuration.Pairings.Select(p => p.Name).ToList();
        if (name.Length > 0 && !names.Contains(name))
            violations.Add(field, $"there is no pairing '{name}'; allowed are {string.Join(", ", names)}");
    }
}

/// <summary>Which pairs are asked for. Closed.</summary>
internal abstract record WantedPairs
{
    private WantedPairs()
    {
    }

    /// <summary>One by its id.</summary>
    public sealed record One(PairId Id) : WantedPairs;

    /// <summary>Those of some pairings that hold a record.</summary>
    public sealed record Holding(Side Side, string Kind, string ExternalId, IReadOnlyList<string> Pairings) : WantedPairs;
}

/// <summary>Which activity is asked for.</summary>
/// <param name="Filter">Whose.</param>
/// <param name="Last">How much of what happened already.</param>
/// <param name="After">The sequence number to go on from; <see langword="null"/>: from now.</param>
internal sealed record WantedActivity(ActivityFilter Filter, int Last, long? After);

/// <summary>Which story is asked for.</summary>
/// <param name="Pairs">Of which pairs.</param>
/// <param name="Property">Of which property.</param>
/// <param name="Limit">Most activities.</param>
internal sealed record WantedStory(WantedPairs Pairs, string Property, int Limit);
