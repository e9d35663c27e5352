using static Sync.Reconciliation.Tests.Texts;

namespace Sync.Reconciliation.Tests;

/// <summary>Where a conversation begins. The crm's record is called c, the shop's s; their versions begin at c1 and s1.</summary>
internal static class Pair
{
    public static readonly PairId Id = IdOf(5);
    public static readonly PairId LowerId = IdOf(1);
    public static readonly PairId HigherId = IdOf(9);

    /// <summary>email is the match key, segment flows to the shop only, memo is decided by a person.</summary>
    public static readonly Pairing Pairing = new()
    {
        Name = "customer",
        Kinds = new PerSide<string>("customer", "customer"),
        Create = CreateMode.Both,
        Match = ["email"],
        Properties =
        [
            Both("email"),
            Both("name"),
            Both("phone"),
            Both("segment") with { Direction = Direction.ToShop },
            Both("memo") with { Policy = ConflictPolicy.Manual },
        ],
    };

    private const string Agreed = "email=a@x name=Ada phone=1 segment=gold memo=hi";

    /// <summary>Both records seen, equal and agreed on; both feeds at place 10.</summary>
    public static Talk Linked() => Apart(Agreed, Agreed, Agreed);

    /// <summary>Linked, with this base and these records seen.</summary>
    public static Talk Apart(string agreed, string crm, string shop) => new(Linked(Record(agreed), Record(crm), Record(shop)), Pairing);

    /// <summary>A half pair nobody has looked at.</summary>
    public static Talk Half(Side side = Side.Crm, string? matchKey = "a@x") => new(PairState.Half(Id, side, Name(side), matchKey), Pairing);

    /// <summary>A half pair as the ingest inserted it.</summary>
    public static Talk Inserted(PairStatus status = PairStatus.New) => new(
        PairStateCodec.Decode(new PairRow
        {
            Id = Id, ExternalIds = new PerSide<string?>("c", null), MatchKey = status == PairStatus.Ambiguous ? null : "a@x", Status = status, UpdatedAt = Talk.Noon, State = default,
        }),
        Pairing);

    /// <summary>A half pair of the crm whose create was just asked.</summary>
    public static Talk Creating(Func<Talk, Talk>? but = null) =>
        Found((but ?? (talk => talk))(Half()));

    private static Talk Found(Talk talk)
    {
        talk.Feed(Side.Crm, "email=a@x name=Ada", "c1").LooksAround().Reads(Side.Crm);
        return talk.Asked is Ask.Find ? talk.Finds(Side.Shop) : talk;
    }

    public static PairState Linked(CanonicalRecord agreed, CanonicalRecord crm, CanonicalRecord shop) => new()
    {
        Id = Id,
        Base = agreed,
        Sides = new PerSide<SideState>(Seen(Side.Crm, crm, "c1"), Seen(Side.Shop, shop, "s1")),
    };

    public static Property Both(string name) => new()
    {
        Name = name,
        Type = PropertyType.String,
        Paths = new PerSide<System.Collections.Immutable.ImmutableArray<string>>([name], [$"shop_{name}"]),
    };

    public static Holder Holder(PairId pair, string record = "s9") =>
        new(new AbsorbedRow(pair, 3), record, IsHalf: true, CreateIsOpen: false, CreateWasSent: false, IsDeleting: false, PairStatus.Waiting);

    public static string Name(Side side) => side == Side.Crm ? "c" : "s";

    private static SideState Seen(Side side, CanonicalRecord record, string version) => SideState.Unknown with
    {
        Id = Name(side),
        Presence = Presence.Present,
        Version = version,
        Digest = record.Mapped().Digest,
        MatchKey = record.Mapped().MatchKey,
        Seen = record,
        Position = new Position(1, 10),
    };

    private static PairId IdOf(int number) => PairId.Of("customer", new Guid($"00000000-0000-7000-8000-{number:d12}"));
}
