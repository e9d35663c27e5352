using Npgsql;

namespace Sync.Silo.Storage.Postgres;

/// <summary>Keeps a silo that was declared dead from committing.</summary>
internal interface ICommitFence
{
    /// <summary>
    /// The last statement of a transaction, new at each call. It raises <see cref="PostgresFailure.Fenced"/> where this silo is no
    /// member any more, and keeps it one until the transaction is through: <c>SELECT hold_membership($1, $2, $3, $4)</c>.
    /// </summary>
    NpgsqlBatchCommand Statement();

    /// <summary>A transaction was committed that had been sent at this moment (of the store's <see cref="TimeProvider"/>).</summary>
    void Passed(long sentAt);
}
