using System.Collections.Immutable;
using Sync.Reconciliation;

namespace Sync.Silo.Tests;

/// <summary>A small configuration and pairs to look at.</summary>
internal static class Sample
{
    public const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    public static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Two pairings read the shop's orders; all but the names is of no matter here.</summary>
    public static readonly SyncConfiguration Configuration = new()
    {
        Sides = new PerSide<SideConfiguration>(Nowhere, Nowhere),
        Pairings =
        [
            new Pairing { Name = "customer", Kinds = new("customer", "customer"), Create = CreateMode.Both, Properties = [Text("name"), Text("email")] },
            new Pairing
            {
                Name = "order", Kinds = new("order", "order"),
                Properties = [Text("customer") with { Type = PropertyType.Reference, To = "customer" }],
            },
            new Pairing { Name = "quote-order", Kinds = new("quote", "order") },
        ],
    };

    private static SideConfiguration Nowhere => new()
    {
        Address = new Uri("http://127.0.0.1:1"),
        Kinds = ImmutableSortedDictionary<string, KindConfiguration>.Empty,
    };

    /// <summary>The id of the nth pair of a pairing; ids rise with n.</summary>
    public static PairId Id(string pairing, int n) => PairId.Of(pairing, new Guid($"00000000-0000-7000-8000-{n:D12}"));

    /// <summary>A pair whose shop name differs from base, with an open intent to the CRM and a CRM that fails.</summary>
    public static PairState Busy(PairId id, string crm, string shop)
    {
        var agreed = CanonicalRecord.Nothing.With("name", new Value.Text("Ada")).With("email", new Value.Text("ada@example.com"));
        return new PairState
        {
            Id = id,
            Base = agreed,
            Provenance = ImmutableSortedDictionary<string, Provenance>.Empty.Add("name", new Provenance(Side.Crm, Now, "first agreement")),
            Generation = 2,
            Sides = new PerSide<SideState>(
                new SideState
                {
                    Id = crm,
                    Presence = Presence.Present,
                    Version = "v3",
                    Digest = new Digest(0xabc),
                    Seen = agreed,
                    Position = new Position(1, 42),
                    Ahead = true,
                    Intent = new Intent.Update(CanonicalRecord.Nothing.With("name", new Value.Text("Ada L.")), "v3"),
                    Retry = new Retry(4, Now.AddSeconds(30), "503 from the CRM"),
                },
                new SideState
                {
                    Id = shop,
                    Presence = Presence.Present,
                    Version = "7",
                    Seen = agreed.With("name", new Value.Text("Ada L.")).With("email", Value.None),
                    ReadOwed = true,
                }),
        };
    }

    /// <summary>A linked pair whose name waits for a person: 'Ada L.' on the CRM, nothing on the shop.</summary>
    public static PairState Undecided(PairId id)
    {
        var agreed = CanonicalRecord.Nothing.With("name", new Value.Text("Ada"));
        var (crm, shop) = (new Value.Text("Ada L."), Value.None);
        var seen = new SideState { Presence = Presence.Present, Version = "1" };
        return new PairState
        {
            Id = id,
            Base = agreed,
            Conflicts = ImmutableSortedDictionary<string, Conflict>.Empty.Add("name", new Conflict(agreed["name"]!, crm, shop, "edited on both sides")),
            Sides = new PerSide<SideState>(
                seen with { Id = "c" + id, Seen = agreed.With("name", crm) }, seen with { Id = "s" + id, Seen = agreed.With("name", shop) }),
        };
    }

    /// <summary>A linked pair whose sides both have the base, 'Ada'.</summary>
    public static PairState AtRest(PairId id)
    {
        var agreed = CanonicalRecord.Nothing.With("name", new Value.Text("Ada"));
        var seen = new SideState { Presence = Presence.Present, Version = "1", Seen = agreed };
        return new PairState
        {
            Id = id, Base = agreed, Sides = new PerSide<SideState>(seen with { Id = "c" + id }, seen with { Id = "s" + id }),
        };
    }

    /// <summary>A pair that stands still.</summary>
    public static PairState Stopped(PairId id) => Busy(id, "c" + id, "s" + id) with { Halt = new Halt(PairStatus.Parked, "too short", "name") };

    /// <summary>A row to insert.</summary>
    public static PairRow Row(PairId id, PairStatus status, string? crm = null, string? shop = null, PairState? state = null) => new()
    {
        Id = id,
        ExternalIds = new(crm ?? "c" + id, shop ?? "s" + id),
        Status = status,
        UpdatedAt = Now,
        NextAttempt = Now.AddMinutes(1),
        MatchKey = "ada@example.com",
        State = PairStateCodec.Encode(state ?? Busy(id, "c", "s")),
    };

    /// <summary>Something that happened.</summary>
    public static Activity Happened(string text) => new(Now, ActivityKind.Updated, Side.Shop, "name", text, TraceId);

    /// <summary>Makes pairs durable.</summary>
    public static async Task AddAsync(this ApiHost host, PairRow row, params string[] happened)
    {
        var outcome = await host.Store.CommitAsync(new PairCommit(row, null, [.. happened.Select(Happened)]), default);
        outcome.ShouldBeOfType<CommitOutcome.Committed>();
    }

    private static Property Text(string name) => new() { Name = name, Type = PropertyType.String, Paths = new([name], [name]) };
}
