using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sync.Reconciliation;

/// <summary>
/// The state as kept in the row: JSON with a schema version. Of each side only the properties that differ from base are written;
/// of <see cref="Scratch"/> nothing. Every intent that is read back is doubtful: nobody knows whether it was sent.
/// </summary>
public static class PairStateCodec
{
    /// <summary>The schema this code writes, and the newest it reads.</summary>
    public const int Schema = 1;

    private static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower), new ValueConverter(), new RecordConverter(), new DigestConverter() },
    };

    /// <summary>The state of a row; an empty one is a half pair nobody has looked at.</summary>
    /// <exception cref="InvalidDataException">The row was written by a newer schema, or is not what it says.</exception>
    public static PairState Decode(PairRow row)
    {
        if (row.State.IsEmpty)
        {
            var side = row.ExternalIds.Crm is null ? Side.Shop : Side.Crm;
            var half = PairState.Half(row.Id, side, row.ExternalIds[side]!, row.MatchKey) with { Scratch = Scratch.Clean with { IsNew = true } };
            return row.Status == PairStatus.Ambiguous
                ? half with { Halt = new Halt(PairStatus.Ambiguous, "another record of the same side has the same match key", Contested: true) }
                : half;
        }
        var stored = JsonSerializer.Deserialize<Stored>(row.State.Span, Options) ?? throw new InvalidDataException($"Pair {row.Id} has no state.");
        if (stored.Schema is < 1 or > Schema)
            throw new InvalidDataException($"Pair {row.Id} was written with state schema {stored.Schema}; this build reads up to {Schema}. Run the newer build.");
        return ToState(row, stored).Committed();
    }

    /// <summary>The row of a state that is to be committed.</summary>
    /// <param name="state">The state.</param>
    /// <param name="commit">How the pair stands by it.</param>
    /// <param name="rowVersion">The version it is based on; 0: none.</param>
    /// <param name="now">Updated-at.</param>
    public static PairRow RowOf(PairState state, Commit commit, long rowVersion, DateTimeOffset now) => new()
    {
        Id = state.Id,
        ExternalIds = state.Sides.Select(side => side.Id),
        MatchKey = commit.MatchKey,
        Status = commit.Status,
        OpenCreate = commit.OpenCreate,
        NextAttempt = commit.NextAttempt,
        UpdatedAt = now,
        RowVersion = rowVersion,
        State = Encode(state),
        Many = commit.Many,
    };

    /// <summary>The state as UTF-8 JSON.</summary>
    public static byte[] Encode(PairState state) => JsonSerializer.SerializeToUtf8Bytes(
        new Stored
        {
            Schema = Schema,
            Generation = state.Generation,
            Revision = state.Revision,
            Base = state.Base,
            Crm = FromSide(state, Side.Crm),
            Shop = FromSide(state, Side.Shop),
            Conflicts = state.Conflicts.IsEmpty ? null : state.Conflicts,
            Provenance = state.Provenance.IsEmpty ? null : state.Provenance,
            Halt = state.Halt,
            MergedInto = state.MergedInto?.Value,
            RetiredBy = state.Retired?.By,
        },
        Options);

    private static PairState ToState(PairRow row, Stored stored) => new()
    {
        Id = row.Id,
        Base = stored.Base ?? CanonicalRecord.Nothing,
        Sides = new PerSide<SideState>(
            ToSide(row.ExternalIds.Crm, stored.Crm, stored.Base), ToSide(row.ExternalIds.Shop, stored.Shop, stored.Base)),
        Conflicts = stored.Conflicts ?? ImmutableSortedDictionary.Create<string, Conflict>(StringComparer.Ordinal),
        Provenance = stored.Provenance ?? ImmutableSortedDictionary.Create<string, Provenance>(StringComparer.Ordinal),
        Halt = stored.Halt,
        Retired = stored is { MergedInto: null, RetiredBy: null }
            ? null
            : new Retirement(stored.RetiredBy ?? "", stored.MergedInto is { } into ? PairId.Parse(into) : null),
        Generation = stored.Generation,
        Revision = stored.Revision,
    };

    private static StoredSide FromSide(PairState state, Side name)
    {
        var side = state[name];
        return new StoredSide
        {
            Presence = side.Presence,
            Version = side.Version,
            Digest = side.Digest,
            Differs = CanonicalRecord.Of(side.Seen.Where(p => !p.Value.Equals(state.Base[p.Key]))),
            Untold = [.. state.Base.Names.Where(p => side.Seen[p] is null)],
            Normalised = side.Normalised,
            Doubted = side.Doubted.Count == 0 ? null : side.Doubted,
            EditedAt = side.EditedAt.IsEmpty ? null : side.EditedAt,
            MatchKey = side.MatchKey,
            OutOfScope = !side.InScope,
            Epoch = side.Position?.Epoch,
            Place = side.Position?.Place,
            Ahead = side.Ahead,
            ReadOwed = side.ReadOwed,
            Unreadable = side.Unreadable,
            Awaits = side.Awaits.IsEmpty ? null : side.Awaits,
            Asked = side.AskedAfter.Attempt,
            AskAt = side.Awaits.IsEmpty ? null : side.AskedAfter.At,
            Update = side.Intent as Intent.Update is { } u ? new StoredUpdate(u.Patch, u.IfVersion, u.Combined.Count == 0 ? null : u.Combined, u.StoredAs, u.IsTaken) : null,
            Create = side.Intent as Intent.Create is { } c ? new StoredCreate(c.Body, c.Sent, c.MissedAt, c.Key) : null,
            Archive = side.Intent as Intent.Archive is { } a ? new StoredArchive(a.IfVersion) : null,
            Delete = side.Intent as Intent.Delete is { } d ? new StoredDelete(d.IfVersion, d.Granted) : null,
            Retry = side.Retry,
            Resisted = side.Resisted,
        };
    }

    private static SideState ToSide(string? id, StoredSide? stored, CanonicalRecord? agreed)
    {
        if (stored is null)
            return SideState.Unknown with { Id = id };
        var seen = (stored.Untold ?? []).Aggregate(id is null ? CanonicalRecord.Nothing : agreed ?? CanonicalRecord.Nothing, (r, p) => r.Without(p));
        return new SideState
        {
            Id = id,
            Presence = stored.Presence,
            Version = stored.Version,
            Digest = stored.Digest,
            Seen = seen.With(stored.Differs ?? CanonicalRecord.Nothing),
            Normalised = stored.Normalised ?? CanonicalRecord.Nothing,
            Doubted = stored.Doubted ?? CanonicalRecord.Nothing,
            EditedAt = stored.EditedAt ?? ImmutableSortedDictionary.Create<string, DateTimeOffset?>(StringComparer.Ordinal),
            MatchKey = stored.MatchKey,
            InScope = !stored.OutOfScope,
            Position = stored is { Epoch: { } epoch, Place: { } place } ? new Position(epoch, place) : null,
            Ahead = stored.Ahead,
            ReadOwed = stored.ReadOwed,
            Unreadable = stored.Unreadable,
            Awaits = stored.Awaits ?? SideState.Unknown.Awaits,
            AskedAfter = (stored.Asked, stored.AskAt ?? default),
            Intent = ToIntent(stored),
            Retry = stored.Retry,
            Resisted = stored.Resisted,
        };
    }

    private static Intent? ToIntent(StoredSide stored) => stored switch
    {
        { Update: { } u } => new Intent.Update(u.Patch, u.IfVersion) { Doubtful = true, Combined = u.Combined ?? CanonicalRecord.Nothing, StoredAs = u.StoredAs, IsTaken = u.Taken },
        { Create: { } c } => new Intent.Create(c.Body, c.Sent) { Doubtful = c.Sent, MissedAt = c.MissedAt, Key = c.Key },
        { Archive: { } a } => new Intent.Archive(a.IfVersion) { Doubtful = true },
        { Delete: { } d } => new Intent.Delete(d.IfVersion, d.Granted) { Doubtful = true },
        _ => null,
    };

    private sealed record Stored
    {
        public int Schema { get; init; }
        public int Generation { get; init; }
        public int Revision { get; init; }
        public CanonicalRecord? Base { get; init; }
        public StoredSide? Crm { get; init; }
        public StoredSide? Shop { get; init; }
        public ImmutableSortedDictionary<string, Conflict>? Conflicts { get; init; }
        public ImmutableSortedDictionary<string, Provenance>? Provenance { get; init; }
        public Halt? Halt { get; init; }
        public string? MergedInto { get; init; }
        public string? RetiredBy { get; init; }
    }

    private sealed record StoredSide
    {
        public Presence Presence { get; init; }
        public string? Version { get; init; }
        public Digest? Digest { get; init; }
        public CanonicalRecord? Differs { get; init; }
        public ImmutableArray<string>? Untold { get; init; }
        public CanonicalRecord? Normalised { get; init; }
        public CanonicalRecord? Doubted { get; init; }
        public ImmutableSortedDictionary<string, DateTimeOffset?>? EditedAt { get; init; }
        public string? MatchKey { get; init; }
        public bool OutOfScope { get; init; }
        public long? Epoch { get; init; }
        public long? Place { get; init; }
        public bool Ahead { get; init; }
        public bool ReadOwed { get; init; }
        public Mapped.Bad? Unreadable { get; init; }
        public ImmutableSortedDictionary<string, string>? Awaits { get; init; }
        public int Asked { get; init; }
        public DateTimeOffset? AskAt { get; init; }
        public StoredUpdate? Update { get; init; }
        public StoredCreate? Create { get; init; }
        public StoredArchive? Archive { get; init; }
        public StoredDelete? Delete { get; init; }
        public Retry? Retry { get; init; }
        public bool Resisted { get; init; }
    }

    private sealed record StoredUpdate(CanonicalRecord Patch, string? IfVersion, CanonicalRecord? Combined, string? StoredAs, bool Taken = false);

    private sealed record StoredCreate(CanonicalRecord? Body, bool Sent, DateTimeOffset? MissedAt, string? Key);

    private sealed record StoredArchive(string? IfVersion);

    private sealed record StoredDelete(string? IfVersion, bool Granted);

    private sealed class RecordConverter : JsonConverter<CanonicalRecord>
    {
        public override CanonicalRecord Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            ValueJson.ReadRecord(ref reader);

        public override void Write(Utf8JsonWriter writer, CanonicalRecord record, JsonSerializerOptions options) =>
            ValueJson.Write(writer, record);
    }

    private sealed class ValueConverter : JsonConverter<Value>
    {
        public override bool HandleNull => true;

        public override Value Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            ValueJson.Read(ref reader);

        public override void Write(Utf8JsonWriter writer, Value value, JsonSerializerOptions options) => ValueJson.Write(writer, value);
    }

    private sealed class DigestConverter : JsonConverter<Digest>
    {
        public override Digest Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => Digest.Parse(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, Digest digest, JsonSerializerOptions options) =>
            writer.WriteStringValue(digest.ToString());
    }
}
