using System.Net.Sockets;
using Npgsql;

namespace Sync.Silo.Storage.Postgres;

/// <summary>What PostgreSQL's failures mean and what can be done about them.</summary>
internal static class PostgresFailure
{
    /// <summary>Raised by the database's <c>hold_membership</c>: this silo has been declared dead.</summary>
    public const string Fenced = "SY001";

    /// <summary>Whether it is the fault of what was sent: sent in parts, the rest may succeed.</summary>
    public static bool IsOfACall(this PostgresException failure) => failure.SqlState[..2] switch
    {
        "08" or "53" or "55" or "57" or "58" or "25" or "28" or "3D" or "42" or "F0" or "XX" => false,
        _ => failure.SqlState != Fenced,
    };

    /// <summary>Whether starting over cannot help before a person has done something.</summary>
    public static bool NeedsAPerson(Exception failure) =>
        failure is PostgresException { SqlState: [var first, var second, ..] } && (first, second) is ('2', '8') or ('3', 'D') or ('4', '2') or ('3', 'F');

    /// <summary>The failure as callers of the store know it; another object at each call.</summary>
    public static Exception Told(Exception failure, string database) => failure switch
    {
        PostgresException { SqlState: Fenced } fenced => new FencedException(fenced.MessageText, fenced),
        PairStoreException told => new PairStoreException(told.Message, told),
        _ => new PairStoreException($"The {database} failed: {Words(failure)}", failure),
    };

    /// <summary>What happened and what to do.</summary>
    public static string Words(Exception failure) => failure switch
    {
        PostgresException { SqlState: "28P01" or "28000" } e =>
            $"it lets nobody in with these credentials ({e.MessageText}). Set the right user and password, or have pg_hba.conf let them in.",
        PostgresException { SqlState: "3D000" } e => $"{e.MessageText}. Create it: CREATE DATABASE … ENCODING 'UTF8'.",
        PostgresException { SqlState: "42501" } e =>
            $"{e.MessageText}. Grant this user what it lacks; to migrate it must be able to create tables in the schema (GRANT ALL ON SCHEMA …).",
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } =>
            "another silo's transaction holds what this one needs, and does not end. If that silo was frozen, its transaction has been ended now.",
        PostgresException { SqlState: "53100" } e => $"its disk is full ({e.MessageText}). Nothing of this was written; make room, and it goes on by itself.",
        PostgresException { SqlState: "53300" } e => $"{e.MessageText}. Raise max_connections, or lower Maximum Pool Size in the connection string.",
        PostgresException e => $"{e.MessageText} ({e.SqlState})",
        NpgsqlException { InnerException: SocketException e } => $"it cannot be reached: {e.Message}.",
        NpgsqlException { InnerException: TimeoutException } => "it does not answer in time.",
        NpgsqlException { InnerException: { } e } inner => $"{inner.Message.TrimEnd('.')}: {e.Message}",
        _ => failure.Message,
    };
}
