namespace Sync.Silo.Storage.Sqlite;

/// <summary>A call that runs on a session.</summary>
internal abstract class SqliteWork : IWork
{
    /// <summary>Runs the call and keeps its result.</summary>
    public abstract void Run(SqliteSession session);

    /// <inheritdoc/>
    public abstract void Answer();

    /// <inheritdoc/>
    public abstract void Fail(Exception cause);
}

/// <summary>A call with a result.</summary>
internal sealed class SqliteWork<T>(Func<SqliteSession, T> run) : SqliteWork
{
    private readonly Promise<T> promise = new();

    /// <inheritdoc cref="Promise{T}.Answered"/>
    public Task<T> Answered => promise.Answered;

    /// <inheritdoc/>
    public override void Run(SqliteSession session) => promise.Known = run(session);

    /// <inheritdoc/>
    public override void Answer() => promise.Answer();

    /// <inheritdoc/>
    public override void Fail(Exception cause) =>
        promise.Fail(new PairStoreException($"The pair store's database failed: {cause.Message}", cause));
}
