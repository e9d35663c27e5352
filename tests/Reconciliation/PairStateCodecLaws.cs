using System.Collections.Immutable;
using System.Text;
using CsCheck;

namespace Sync.Reconciliation.Tests;

/// <summary>A row tells everything that must survive a crash.</summary>
public sealed class PairStateCodecLaws
{
    private static readonly Gen<CanonicalRecord> Record = ValueJsonLaws.Records(ValueJsonLaws.Any);

    private static readonly Gen<string> Text = ValueJsonLaws.Text;

    private static readonly Gen<DateTimeOffset> Time = Gen.Long[0, DateTime.MaxValue.Ticks].Select(ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    private static readonly Gen<Intent?> Intents = Gen.OneOf(
        Gen.Const((Intent?)null),
        Gen.Select(Record, Any.OrNull(Text), Gen.Bool, (patch, version, doubtful) => (Intent?)new Intent.Update(patch, version) { Doubtful = doubtful }),
        Gen.Const((Intent?)new Intent.Create(null, Sent: false)),
        Record.Select(body => (Intent?)new Intent.Create(body, Sent: true)),
        Record.Select(body => (Intent?)new Intent.Create(body, Sent: true) { Key = "a@x" }),
        Any.OrNull(Text).Select(version => (Intent?)new Intent.Archive(version)),
        Gen.Select(Any.OrNull(Text), Gen.Bool, (version, granted) => (Intent?)new Intent.Delete(version, granted)));

    private static readonly Gen<SideState> Seen =
        from presence in Gen.Enum<Presence>()
        from version in Any.OrNull(Text)
        from digest in Gen.Select(Gen.Bool, Gen.ULong, Gen.ULong, (has, high, low) => has ? new Digest(new UInt128(high, low)) : (Digest?)null)
        from records in Gen.Select(Record, Record, Record)
        from editedAt in Gen.Select(Gen.OneOf("a", "b"), Gen.Bool, Time).Array[0, 2]
        from key in Any.OrNull(Text)
        from position in Gen.Select(Gen.Bool, Gen.Long[0, 5], Gen.Long[0, 5], (has, epoch, place) => has ? new Position(epoch, place) : (Position?)null)
        from flags in Gen.Bool.Array[4]
        from unreadable in Any.OrNull(Gen.Select(Any.OrNull(Text), Text, (property, reason) => new Mapped.Bad(property, reason)))
        from intent in Intents
        from retry in Any.OrNull(Gen.Select(Gen.Int[1, 20], Time, Text, (attempt, notBefore, reason) => new Retry(attempt, notBefore, reason)))
        select SideState.Unknown with
        {
            Presence = presence,
            Version = version,
            Digest = digest,
            Seen = records.Item1,
            Normalised = records.Item2,
            Doubted = records.Item3,
            EditedAt = editedAt.Aggregate(SideState.Unknown.EditedAt, (all, e) => all.SetItem(e.Item1, e.Item2 ? e.Item3 : null)),
            MatchKey = key,
            Position = position,
            InScope = flags[0],
            Ahead = flags[1],
            ReadOwed = flags[2],
            Resisted = flags[3],
            Unreadable = unreadable,
            Intent = intent,
            Retry = retry,
        };

    /// <summary>A side without a record has seen nothing.</summary>
    private static readonly Gen<SideState> AnySide = Gen.Frequency(
        (3, Gen.Select(Seen, Text, (side, id) => side with { Id = id })),
        (1, Seen.Select(side => side with { Seen = CanonicalRecord.Nothing })));

    internal static readonly Gen<PairState> States =
        from sides in Gen.Select(AnySide, AnySide)
        from agreed in Record
        from conflict in Gen.Select(ValueJsonLaws.Any, ValueJsonLaws.Any, ValueJsonLaws.Any, Text, (b, c, s, reason) => new Conflict(b, c, s, reason)).Array[0, 2]
        from origin in Gen.Select(Any.Side, Time, Text, (side, at, rule) => new Provenance(side, at, rule)).Array[0, 2]
        from halt in Any.OrNull(Gen.Select(Gen.Enum<PairStatus>(), Text, Any.OrNull(Text), (status, reason, property) => new Halt(status, reason, property)))
        from numbers in Gen.Int[1, 9].Array[2]
        select new PairState
        {
            Id = Pair.Id,
            Sides = new PerSide<SideState>(sides.Item1, sides.Item2),
            Base = agreed,
            Conflicts = conflict.Index().Aggregate(Pair.Linked().State.Conflicts, (all, c) => all.SetItem($"p{c.Index}", c.Item)),
            Provenance = origin.Index().Aggregate(Pair.Linked().State.Provenance, (all, o) => all.SetItem($"p{o.Index}", o.Item)),
            Halt = halt,
            Generation = numbers[0],
            Revision = numbers[1],
        };

    [Fact]
    public void Every_state_comes_back_with_its_intents_doubtful() =>
        States.Holds(state => Described.Text(PairStateCodec.Decode(Row(state))).ShouldBe(Described.Text(state)));

    [Fact]
    public void A_state_loaded_and_stored_again_is_the_same_row() => States.Holds(state =>
        PairStateCodec.Encode(PairStateCodec.Decode(Row(state))).ShouldBe(PairStateCodec.Encode(state)));

    [Fact]
    public void A_property_one_side_never_told_stays_untold()
    {
        var state = Pair.Apart("name=Ada phone=1", "name=Ada", "name=Ada phone=1").State;
        PairStateCodec.Decode(Row(state)).Sides.Crm.Seen.ShouldBe(Texts.Record("name=Ada"));
    }

    [Fact]
    public void A_state_just_loaded_owes_no_commit()
    {
        var state = PairStateCodec.Decode(Row(Pair.Linked().Feed(Side.Crm, "name=Bea").State));
        state.Scratch.IsDirty.ShouldBeFalse();
        state.Scratch.Activity.ShouldBeEmpty();
    }

    [Fact]
    public void A_newer_schema_is_refused_by_name()
    {
        var row = Row(Pair.Linked().State);
        var newer = Encoding.UTF8.GetString(row.State.Span).Replace("\"schema\":1", "\"schema\":2", StringComparison.Ordinal);
        Should.Throw<InvalidDataException>(() => PairStateCodec.Decode(row with { State = Encoding.UTF8.GetBytes(newer) }))
            .Message.ShouldContain("schema 2; this build reads up to 1");
    }

    [Fact]
    public void An_empty_row_is_a_half_pair_nobody_has_looked_at()
    {
        var row = Row(Pair.Linked().State) with { ExternalIds = new PerSide<string?>(null, "s"), MatchKey = "a@x", State = default };
        Described.Text(PairStateCodec.Decode(row)).ShouldBe(Described.Text(PairState.Half(Pair.Id, Side.Shop, "s", "a@x")));
    }

    [Fact]
    public void An_empty_row_inserted_as_ambiguous_stands_still() =>
        PairStateCodec.Decode(Row(Pair.Linked().State) with { ExternalIds = new PerSide<string?>("c", null), Status = PairStatus.Ambiguous, State = default })
            .Halt.ShouldNotBeNull().Status.ShouldBe(PairStatus.Ambiguous);

    private static PairRow Row(PairState state) => new()
    {
        Id = state.Id,
        ExternalIds = state.Sides.Select(side => side.Id),
        Status = PairStatus.InSync,
        UpdatedAt = Talk.Noon,
        State = PairStateCodec.Encode(state),
    };
}
