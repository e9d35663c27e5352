using System.Runtime.InteropServices;
using Npgsql;
using static Sync.Silo.Storage.Postgres.Statement;

namespace Sync.Silo.Storage.Postgres;

/// <summary>Steps of pairs in one statement.</summary>
/// <param name="works">No pair twice among them, neither as row nor as absorbed row.</param>
internal sealed class CommitStatement(IReadOnlyList<CommitWork> works)
{
    // Locked in one order by every silo, so that two of them do not wait for each other.
    private readonly CommitWork[] works = [.. works.OrderBy(work => work.Id, StringComparer.Ordinal)];

    /// <summary>How many numbers of activity it takes.</summary>
    public int Activities { get; } = works.Sum(work => Told(work.Commit).Count());

    /// <summary>The newest activity that it wrote; 0 for none.</summary>
    public long NewestActivity { get; private set; }

    public Statement Commit()
    {
        var rows = works.Select(work => work.Commit.Row).ToArray();
        var told = works.SelectMany((work, index) => Told(work.Commit).Select(one => (Number: index + 1L, one.Pair, one.Activity))).ToArray();
        var released = works.Select(work => work.Commit.Release?.Row).ToArray();
        return Of(
            WriteSql.Commit,
            Read,
            Texts(works.Select(work => work.Id)),
            Texts(rows.Select(row => row.Id.Pairing)),
            Numbers(rows.Select(row => row.RowVersion)),
            Flags(works.Select(work => work.Commit.Purge)),
            Texts(works.Select(work => work.Absorbed)),
            MaybeNumbers(works.Select(work => work.Commit.Absorb?.RowVersion)),
            Texts(rows.Select(row => row.ExternalIds.Crm)),
            Texts(rows.Select(row => row.ExternalIds.Shop)),
            Texts(rows.Select(row => row.MatchKey)),
            Texts(rows.Select(row => row.Status.Name())),
            Texts(rows.Select(row => row.OpenCreate?.Name())),
            MaybeNumbers(rows.Select(row => row.NextAttempt?.ToUnixTimeMilliseconds())),
            Numbers(rows.Select(row => row.UpdatedAt.ToUnixTimeMilliseconds())),
            Blobs(rows.Select(row => Bytes(row.State))),
            Numbers(told.Select(one => one.Number)),
            Numbers(told.Select(one => one.Activity.At.ToUnixTimeMilliseconds())),
            Texts(told.Select(one => one.Activity.Kind.ToString())),
            Texts(told.Select(one => one.Activity.Side?.Name())),
            Texts(told.Select(one => one.Activity.Property)),
            Texts(told.Select(one => one.Activity.Text)),
            Texts(told.Select(one => one.Activity.TraceId)),
            Texts(told.Select(one => one.Activity.From)),
            Texts(told.Select(one => one.Activity.To)),
            Texts(told.Select(one => one.Activity.Rule)),
            Texts(told.Select(one => one.Activity.By)),
            MaybeNumbers(told.Select(one => one.Activity.EditedAt?.ToUnixTimeMilliseconds())),
            MaybeNumbers(told.Select(one => (long?)one.Activity.Revision)),
            Texts(works.Select(work => work.Witness)),
            MaybeNumbers(works.Select(work => work.Commit.Witness?.RowVersion)),
            Texts(released.Select(row => row?.Id.Value)),
            Texts(released.Select(row => row?.ExternalIds.Crm)),
            Texts(released.Select(row => row?.ExternalIds.Shop)),
            Texts(released.Select(row => row?.Status.Name())),
            MaybeNumbers(released.Select(row => row?.NextAttempt?.ToUnixTimeMilliseconds())),
            Blobs(released.Select(row => row is null ? [] : Bytes(row.State))),
            Texts(told.Select(one => one.Pair)),
            Texts(rows.Select(row => row.Many?.Name())));
    }

    /// <summary>What happened, to the pair itself (<see langword="null"/>) and to what it let go.</summary>
    private static IEnumerable<(string? Pair, Activity Activity)> Told(PairCommit commit) =>
    [
        .. commit.Activity.Select(activity => ((string?)null, activity)),
        .. (commit.Release?.Activity ?? []).Select(activity => ((string?)commit.Release!.Row.Id.Value, activity)),
    ];

    private void Read(NpgsqlDataReader reader)
    {
        var work = works[reader.GetInt64(0) - 1];
        work.Known = (Done: reader.GetBoolean(1), Fresh: reader.GetBoolean(2)) switch
        {
            (true, _) => new CommitOutcome.Committed(work.Commit.Purge ? 0 : work.Commit.Row.RowVersion + 1),
            (_, false) => new CommitOutcome.Stale(),
            _ => Refusal(reader),
        };
        NewestActivity = reader.IsDBNull(6) ? 0 : reader.GetInt64(6);
    }

    /// <summary><see langword="null"/>: somebody took it at the same moment; asked again, the database will know who.</summary>
    private static CommitOutcome? Refusal(NpgsqlDataReader reader) =>
        RowReader.MaybeId(reader, 3) is { } crm ? new CommitOutcome.IdTaken(Side.Crm, crm)
        : RowReader.MaybeId(reader, 4) is { } shop ? new CommitOutcome.IdTaken(Side.Shop, shop)
        : RowReader.MaybeId(reader, 5) is { } key ? new CommitOutcome.KeyTaken(key)
        : null;

    private static byte[] Bytes(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var segment) && segment.Array is { } array && array.Length == memory.Length
            ? array
            : memory.ToArray();
}
