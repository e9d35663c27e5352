using System.Runtime.InteropServices;

namespace Sync.Silo.Storage.Sqlite;

/// <summary>The writes of the pair store, run one after another inside the writer's transaction.</summary>
internal static class PairWrites
{
    /// <summary>One step of a pair; a refusal leaves nothing behind.</summary>
    public static CommitOutcome Commit(SqliteSession session, PairCommit commit)
    {
        var refusal = commit is { Absorb: null, Release: null }
            ? Witness(session, commit.Witness) ?? Put(session, commit)
            : PutTogether(session, commit);
        if (refusal is not null)
            return refusal;
        foreach (var activity in commit.Activity)
            Record(session, commit.Row.Id, activity);
        foreach (var activity in commit.Release?.Activity ?? [])
            Record(session, commit.Release!.Row.Id, activity);
        return new CommitOutcome.Committed(commit.Purge ? 0 : commit.Row.RowVersion + 1);
    }

    /// <summary>Half pairs, one after another: a later one sees those before it.</summary>
    public static IReadOnlyList<Inserted> InsertHalves(SqliteSession session, IReadOnlyList<HalfPair> halves) =>
        [.. halves.Select(half => InsertHalf(session, half))];

    /// <summary>Puts hints of a side at the end of the queue; how many.</summary>
    public static int PutHints(SqliteSession session, Side side, IReadOnlyList<WebhookHint> hints) => hints.Sum(hint =>
        session.Execute(PairSql.PutHint, ("$side", side.Name()), ("$kind", hint.Kind), ("$external_id", hint.ExternalId)));

    /// <summary>Removes hints unless newer ones have taken their place; how many.</summary>
    public static int RemoveHints(SqliteSession session, Side side, string kind, IReadOnlyList<StoredHint> hints) => hints.Sum(hint =>
        session.Execute(
            PairSql.RemoveHint,
            ("$side", side.Name()), ("$kind", kind), ("$external_id", hint.ExternalId), ("$number", hint.Number)));

    /// <summary>
    /// The absorbed row goes first, so that what it holds is free for the row that absorbs it, and what is let go comes last; all is
    /// as it was if one of them is refused.
    /// </summary>
    private static CommitOutcome? PutTogether(SqliteSession session, PairCommit commit)
    {
        session.Execute("SAVEPOINT together");
        var refusal = Witness(session, commit.Witness)
            ?? (commit.Absorb is { } absorbed ? Delete(session, absorbed.Pair, absorbed.RowVersion) : null)
            ?? Put(session, commit)
            ?? (commit.Release is { } release ? Put(session, release.Row) : null);
        if (refusal is not null)
            session.Execute("ROLLBACK TO together");
        session.Execute("RELEASE together");
        return refusal;
    }

    private static CommitOutcome? Witness(SqliteSession session, WitnessRow? witness) =>
        witness is null || session.Scalar(PairSql.RowVersion, ("$id", witness.Pair.Value)) as long? == witness.RowVersion
            ? null
            : new CommitOutcome.Stale();

    private static CommitOutcome? Put(SqliteSession session, PairCommit commit) =>
        commit.Purge ? Delete(session, commit.Row.Id, commit.Row.RowVersion) : Put(session, commit.Row);

    private static CommitOutcome? Delete(SqliteSession session, PairId pair, long rowVersion) =>
        session.Execute(PairSql.Delete, ("$id", pair.Value), ("$row_version", rowVersion)) == 1
            ? null
            : new CommitOutcome.Stale();

    private static CommitOutcome? Put(SqliteSession session, PairRow row)
    {
        if (row.RowVersion > 0 && Write(session, PairSql.UpdateStanding, row))
            return null;
        // No index can tell a half pair from whole ones.
        var isHindered = row.Many is { } many && Hinders(session, row, many, row.Id) is not null;
        return !isHindered && Write(session, row.RowVersion == 0 ? PairSql.Insert : PairSql.Update, row) ? null : WhyRefused(session, row);
    }

    private static CommitOutcome WhyRefused(SqliteSession session, PairRow row)
    {
        var present = session.Scalar(PairSql.RowVersion, ("$id", row.Id.Value)) as long? ?? 0;
        if (present != row.RowVersion)
            return new CommitOutcome.Stale();
        foreach (var side in Sides.Both)
        {
            if (Hinders(session, row, side, row.Id) is { } holder)
                return new CommitOutcome.IdTaken(side, holder);
        }

        return KeyHolder(session, row, row.Id) is { } by ? new CommitOutcome.KeyTaken(by) : throw NoReason(row);
    }

    private static Inserted InsertHalf(SqliteSession session, HalfPair half)
    {
        var row = new PairRow
        {
            Id = half.Id,
            ExternalIds = new PerSide<string?>(null, null).With(half.Side, half.ExternalId),
            MatchKey = half.Ambiguous ? null : half.MatchKey,
            Status = half.Ambiguous ? PairStatus.Ambiguous : PairStatus.New,
            NextAttempt = half.Ambiguous ? null : half.At,
            UpdatedAt = half.At,
            Many = half.Many,
        };
        var isHindered = half.Many == half.Side && Hinders(session, row, half.Side, except: null) is not null;
        if (!isHindered && Write(session, PairSql.Insert, row))
            return new Inserted.Done();
        if (Hinders(session, row, half.Side, except: null) is { } holder)
            return new Inserted.Held(holder);
        return KeyHolder(session, row, except: null) is { } by ? new Inserted.KeyTaken(by) : throw NoReason(row);
    }

    /// <summary>The row on whose account another may not hold its record of a side. Whole pairs hold one of a side declared many together.</summary>
    private static PairId? Hinders(SqliteSession session, PairRow row, Side side, PairId? except) => PairReads.Find(
        session, row.Many == side && !row.IsHalf ? PairSql.HalfOf(side) : PairSql.Holder(side), row.Id.Pairing, "$external_id", row.ExternalIds[side], except);

    private static PairId? KeyHolder(SqliteSession session, PairRow row, PairId? except)
    {
        var side = row.ExternalIds.Crm is null ? Side.Shop : Side.Crm;
        var sql = row.OpenCreate is not null && row.OpenCreate == row.Many ? PairSql.CreateWithKey : PairSql.HalfWithKey(side);
        return row.IsHalf
            ? PairReads.Find(session, sql, row.Id.Pairing, "$match_key", row.MatchKey, except)
            : null;
    }

    private static InvalidOperationException NoReason(PairRow row) =>
        new($"The row of {row.Id} at version {row.RowVersion} was refused, but not for its version, its ids or its key.");

    private static bool Write(SqliteSession session, string sql, PairRow row) => session.Execute(
        sql,
        ("$pairing", row.Id.Pairing),
        ("$id", row.Id.Value),
        ("$crm_id", row.ExternalIds.Crm),
        ("$shop_id", row.ExternalIds.Shop),
        ("$match_key", row.MatchKey),
        ("$status", row.Status.Name()),
        ("$open_create", row.OpenCreate?.Name()),
        ("$next_attempt", row.NextAttempt?.ToUnixTimeMilliseconds()),
        ("$updated_at", row.UpdatedAt.ToUnixTimeMilliseconds()),
        ("$row_version", row.RowVersion),
        ("$state", Bytes(row.State)),
        ("$many", row.Many?.Name())) == 1;

    private static void Record(SqliteSession session, PairId pair, Activity activity) => session.Execute(
        PairSql.InsertActivity,
        ("$pair", pair.Value),
        ("$at", activity.At.ToUnixTimeMilliseconds()),
        ("$kind", activity.Kind.ToString()),
        ("$side", activity.Side?.Name()),
        ("$property", activity.Property),
        ("$text", activity.Text),
        ("$trace_id", activity.TraceId),
        ("$from", activity.From),
        ("$to", activity.To),
        ("$rule", activity.Rule),
        ("$by", activity.By),
        ("$edited_at", activity.EditedAt?.ToUnixTimeMilliseconds()),
        ("$revision", activity.Revision));

    private static byte[] Bytes(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var segment) && segment.Array is { } array && array.Length == memory.Length
            ? array
            : memory.ToArray();
}
