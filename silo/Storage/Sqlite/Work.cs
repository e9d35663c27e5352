namespace Sync.Silo.Storage.Sqlite;

/// <summary>A call on its way through a lane: run on the lane's session, then answered, or failed.</summary>
internal abstract class Work
{
    /// <summary>Runs the call and keeps its result.</summary>
    public abstract void Run(SqliteSession session);

    /// <summary>Hands the result out; does nothing once failed.</summary>
    public abstract void Answer();

    /// <summary>Fails the call; does nothing once answered or failed.</summary>
    public abstract void Fail(Exception cause);
}

/// <summary>A call with a result.</summary>
internal sealed class Work<T>(Func<SqliteSession, T> run) : Work
{
    // Callers go on elsewhere, never on the lane's loop.
    private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;

    /// <summary>The result, or a <see cref="PairStoreException"/>.</summary>
    public Task<T> Answered => answer.Task;

    /// <inheritdoc/>
    public override void Run(SqliteSession session) => result = run(session);

    /// <inheritdoc/>
    public override void Answer() => answer.TrySetResult(result!);

    /// <inheritdoc/>
    public override void Fail(Exception cause) =>
        answer.TrySetException(new PairStoreException($"The pair store's database failed: {cause.Message}", cause));
}
