using Npgsql;
using static Sync.Silo.Storage.Postgres.Statement;

namespace Sync.Silo.Storage.Postgres;

/// <summary>Runs a batch of reads in one round trip: all loads in one statement, the look-ups of a side in one, the rest each in its own.</summary>
internal sealed class PostgresReader(NpgsqlDataSource database) : IBatchRunner<PostgresWork>
{
    /// <summary>Runs and answers. Where the database refuses one of them, each is run alone.</summary>
    public async Task RunAsync(IReadOnlyList<PostgresWork> batch)
    {
        try
        {
            await ReadAsync(batch);
        }
        catch (PostgresException failure) when (failure.IsOfACall())
        {
            foreach (var work in batch)
                await RunAloneAsync(work);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private async Task RunAloneAsync(PostgresWork work)
    {
        try
        {
            await ReadAsync([work]);
        }
        catch (PostgresException failure) when (failure.IsOfACall())
        {
            work.Fail(failure);
        }
    }

    private async Task ReadAsync(IReadOnlyList<PostgresWork> works)
    {
        await Statement.RunAsync(database, [.. Statements(works)]);
        foreach (var work in works)
            work.Answer();
    }

    private static IEnumerable<Statement> Statements(IReadOnlyList<PostgresWork> works)
    {
        if (works.OfType<LoadWork>().ToLookup(load => load.Pair.Value) is { Count: > 0 } loads)
            yield return Load(loads);
        foreach (var side in Sides.Both)
        {
            if (works.OfType<LookUpWork>().Where(work => work.Side == side).ToList() is [_, ..] lookUps)
                yield return LookUp(side, lookUps);
        }

        foreach (var query in works.OfType<IQueryWork>())
            yield return query.Statement();
    }

    private static Statement Load(ILookup<string, LoadWork> loads) => Of(
        ReadSql.Load,
        reader =>
        {
            var row = RowReader.Row(reader);
            foreach (var load in loads[row.Id.Value])
                load.Known = row;
        },
        Texts(loads.Select(load => load.Key)));

    private static Statement LookUp(Side side, List<LookUpWork> works)
    {
        var records = works.SelectMany(work => work.Records.Select((record, index) => (work, index, record))).ToArray();
        foreach (var work in works)
            work.Known = work.Found;
        return Of(
            ReadSql.LookUp(side),
            reader =>
            {
                var (work, index, _) = records[reader.GetInt64(0) - 1];
                work.Found[index] = new LookedUp(RowReader.MaybeId(reader, 1), RowReader.MaybeId(reader, 2));
            },
            Texts(records.Select(one => one.work.Pairing)),
            Texts(records.Select(one => one.record.ExternalId)),
            Texts(records.Select(one => one.record.MatchKey)));
    }
}
