namespace Sync.Silo.Storage.Postgres;

/// <summary>A call of the store, put into a statement together with others of its kind.</summary>
internal abstract class PostgresWork : IWork
{
    /// <inheritdoc/>
    public abstract void Answer();

    /// <inheritdoc/>
    public abstract void Fail(Exception cause);
}

/// <summary>A call with a result.</summary>
internal abstract class PostgresWork<T> : PostgresWork
{
    private readonly Promise<T> promise = new();

    /// <inheritdoc cref="Promise{T}.Answered"/>
    public Task<T> Answered => promise.Answered;

    /// <summary>The result; handed out by <see cref="Answer"/>.</summary>
    public T? Known
    {
        get => promise.Known;
        set => promise.Known = value;
    }

    /// <inheritdoc/>
    public override void Answer() => promise.Answer();

    /// <inheritdoc/>
    public override void Fail(Exception cause) => promise.Fail(PostgresFailure.Told(cause, "pair store's database"));
}
