using Npgsql;
using static Sync.Silo.Storage.Postgres.Statement;

namespace Sync.Silo.Storage.Postgres;

/// <summary>
/// Runs a batch of writes in one transaction and one round trip (group commit): all steps in one statement, all inserts in another,
/// and the fence as the last. Nobody is answered before the commit has returned. Where the database refuses a batch for the fault of
/// one call, each is run alone.
/// </summary>
internal sealed class PostgresWriter(NpgsqlDataSource database, PostgresPairStoreOptions options, ICommitFence? fence, ActivitySignal signal, TimeProvider time)
    : IBatchRunner<PostgresWork>
{
    /// <summary>How often a call may lose a race for an id or a key before it fails; whoever won is known the next time.</summary>
    private const int Races = 5;

    // More than are written until it is looked at again, so that pruning keeps up.
    private const long MostAged = 10_000;

    private readonly long pruneEvery = Math.Clamp(options.Activity.Most / 10, 1, 1_000);

    /// <summary>Runs, commits, answers.</summary>
    public async Task RunAsync(IReadOnlyList<PostgresWork> batch)
    {
        for (var rest = batch; rest.Count > 0;)
        {
            var (now, later) = WithoutRepetition(rest);
            await RunTogetherAsync(now);
            rest = later;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private async Task RunTogetherAsync(IReadOnlyList<PostgresWork> works)
    {
        try
        {
            for (var race = 1; works.Count > 0; race++)
                works = await CommitAsync(works, race);
        }
        catch (PostgresException failure) when (failure.IsOfACall())
        {
            foreach (var work in works)
                await RunAloneAsync(work);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            await Statement.RunAsync(database, [Of(WriteSql.EndHungTransactions, _ => { })]);
            throw;
        }
    }

    private async Task RunAloneAsync(PostgresWork work)
    {
        for (var race = 1; ; race++)
        {
            try
            {
                if ((await CommitAsync([work], race)).Count == 0)
                    return;
            }
            catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.UniqueViolation && race < Races)
            {
                // Who holds it is committed by now, and is told the next time.
            }
            catch (PostgresException failure) when (failure.IsOfACall())
            {
                work.Fail(failure);
                return;
            }
        }
    }

    /// <summary>One transaction; the calls that are to be run again, because somebody was faster and it is not known yet who.</summary>
    private async Task<List<PostgresWork>> CommitAsync(IReadOnlyList<PostgresWork> works, int race)
    {
        var commits = new CommitStatement([.. works.OfType<CommitWork>()]);
        var inserts = works.OfType<InsertWork>().ToList();
        var sentAt = time.GetTimestamp();
        await Statement.RunAsync(database, [.. Statements(works, commits, inserts)]);
        fence?.Passed(sentAt);
        await ExplainAsync(inserts);

        var lost = new List<PostgresWork>();
        foreach (var work in works)
        {
            if (work is CommitWork { Known: null } or InsertWork { Known: null })
                lost.Add(work);
            else
                work.Answer();
        }

        signal.Advance(commits.NewestActivity);
        await PruneAsync(commits.NewestActivity, commits.Activities);
        return lost.Count == 0 || race < Races
            ? lost
            : throw new InvalidOperationException($"{lost.Count} writes were refused, but not for a version, an id or a key that another row has.");
    }

    private IEnumerable<Statement> Statements(IReadOnlyList<PostgresWork> works, CommitStatement commits, List<InsertWork> inserts)
    {
        if (works.Any(work => work is CommitWork))
            yield return commits.Commit();
        if (inserts.Count > 0)
            yield return new InsertStatement(inserts).Insert();
        if (works.OfType<PutWork>().ToList() is [_, ..] put)
            yield return HintStatements.Put(put);
        if (works.OfType<RemoveWork>().ToList() is [_, ..] remove)
            yield return HintStatements.Remove(remove);
        if (fence is not null)
            yield return Of(fence.Statement());
    }

    private async Task ExplainAsync(List<InsertWork> inserts)
    {
        if (inserts.Exists(work => work.Outcomes.Contains(null)))
            await Statement.RunAsync(database, [new InsertStatement(inserts).WhyRefused()]);
        foreach (var work in inserts.Where(work => !work.Outcomes.Contains(null)))
            work.Known = work.Outcomes!;
    }

    /// <summary>Prunes where the batch passed a multiple of so many: once for all silos.</summary>
    private async Task PruneAsync(long newest, int written)
    {
        if (newest / pruneEvery > (newest - written) / pruneEvery)
            await Statement.RunAsync(database, [Of(
                WriteSql.PruneActivity, _ => { },
                Number(newest - options.Activity.Most), Number(MostAged), Number((long)options.Activity.Keep.TotalMilliseconds))]);
    }

    /// <summary>As many as can run in one statement, which must not write a row twice, and the rest.</summary>
    private static (List<PostgresWork> Now, List<PostgresWork> Later) WithoutRepetition(IReadOnlyList<PostgresWork> works)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        var (now, later) = (new List<PostgresWork>(works.Count), new List<PostgresWork>());
        foreach (var work in works)
        {
            var isFree = work is not CommitWork commit
                || (written.Add(commit.Id) & (commit.Absorbed is null || written.Add(commit.Absorbed))
                    & (commit.Witness is null || written.Add(commit.Witness)));
            (isFree ? now : later).Add(work);
        }

        return (now, later);
    }
}
