using Npgsql;
using static Sync.Silo.Storage.Postgres.Statement;

namespace Sync.Silo.Storage.Postgres;

/// <summary>Half pairs of several calls in one statement, as many of them as have no outcome yet.</summary>
internal sealed class InsertStatement
{
    private readonly (InsertWork Work, int Index)[] open;
    private readonly Dictionary<string, (InsertWork Work, int Index)> byId = new(StringComparer.Ordinal);

    public InsertStatement(IReadOnlyList<InsertWork> works)
    {
        open = [.. works.SelectMany(work => Enumerable.Range(0, work.Halves.Count).Where(i => work.Outcomes[i] is null).Select(i => (work, i)))];
        foreach (var one in open)
            byId.TryAdd(Half(one).Id.Value, one);
    }

    public Statement Insert()
    {
        var halves = open.Select(Half).ToArray();
        return Of(
            WriteSql.InsertHalves,
            reader =>
            {
                var (work, index) = byId[reader.GetString(0)];
                work.Outcomes[index] = new Inserted.Done();
            },
            Texts(halves.Select(half => half.Id.Value)),
            Texts(halves.Select(half => half.Id.Pairing)),
            Texts(halves.Select(half => ExternalId(half, Side.Crm))),
            Texts(halves.Select(half => ExternalId(half, Side.Shop))),
            Texts(halves.Select(Key)),
            Texts(halves.Select(half => (half.Ambiguous ? PairStatus.Ambiguous : PairStatus.New).Name())),
            MaybeNumbers(halves.Select(half => half.Ambiguous ? default(long?) : half.At.ToUnixTimeMilliseconds())),
            Numbers(halves.Select(half => half.At.ToUnixTimeMilliseconds())),
            Texts(halves.Select(half => half.Many?.Name())));
    }

    /// <summary>Asks, for those not inserted, who is in the way; nobody, where he went meanwhile.</summary>
    public Statement WhyRefused()
    {
        var halves = open.Select(Half).ToArray();
        return Of(
            WriteSql.WhyRefused,
            reader =>
            {
                var (work, index) = open[reader.GetInt64(0) - 1];
                work.Outcomes[index] = RowReader.MaybeId(reader, 1) is { } holder ? new Inserted.Held(holder)
                    : RowReader.MaybeId(reader, 2) is { } by ? new Inserted.KeyTaken(by)
                    : null;
            },
            Texts(halves.Select(half => half.Id.Pairing)),
            Texts(halves.Select(half => ExternalId(half, Side.Crm))),
            Texts(halves.Select(half => ExternalId(half, Side.Shop))),
            Texts(halves.Select(Key)));
    }

    private static HalfPair Half((InsertWork Work, int Index) one) => one.Work.Halves[one.Index];

    private static string? ExternalId(HalfPair half, Side side) => half.Side == side ? half.ExternalId : null;

    private static string? Key(HalfPair half) => half.Ambiguous ? null : half.MatchKey;
}
