using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Sync.Mapping;
using Sync.Reconciliation;
using Sync.Silo.Storage.Sqlite;

namespace Sync.Grains.Tests;

/// <summary>A sweep over the real store and the real loops of pairs, without a silo; saves are kept here, and no ingest tells anything.</summary>
public sealed class SweepTests : IAsyncLifetime, IPairingGate, IAcknowledgements
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);
    private static readonly Pairing Pairing = new()
    {
        Name = "thing",
        Kinds = new PerSide<string>("thing", "thing"),
        Match = ["key"],
        Properties = [.. new[] { "key", "text" }.Select(name => new Property
        {
            Name = name,
            Type = PropertyType.String,
            Paths = new PerSide<ImmutableArray<string>>([name], [name]),
        })],
    };

    private readonly string folder = Directory.CreateTempSubdirectory("sync-sweep-").FullName;
    private readonly RehearsalClock time = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly PerSide<MemorySide> sides = new(new MemorySide(Side.Crm), new MemorySide(Side.Shop));
    private readonly RecordMapper mapper = new(Pairing);
    private readonly List<SweepReport> saved = [];
    private readonly List<PairId> audited = [];
    private readonly List<string> hinted = [];
    private SqlitePairStore store = null!;
    private PairContext context = null!;

    public async Task InitializeAsync()
    {
        store = new SqlitePairStore(new SqlitePairStoreOptions(Path.Combine(folder, "pairs.db")));
        await store.StartAsync(default);
        context = new PairContext(Pairing, mapper, store, sides.Select<IConnector>(side => side), this, this, time);
        foreach (var key in new[] { "a", "b", "c" })
            await LinkAsync(key);
    }

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_was_found_as_listed_is_divergent_and_what_was_edited_while_the_sweep_went_on_is_not()
    {
        sides.Crm.Put("crm-a", "a", "unheard of");
        sides.Shop.Put("shop-b", "b", "edited");
        var sweep = await BegunAsync();
        sides.Shop.Put("shop-b", "b", "edited again, and on its way");

        await LaterAsync(sweep);

        (saved[^1].Phase, saved[^1].Compared, saved[^1].Divergent, saved[^1].Moved, saved[^1].Failed).ShouldBe((SweepPhase.Done, 3, 1, 1, 0));
        saved[^1].Repaired.ShouldBe(1);
        var found = saved[^1].Examples.ShouldHaveSingleItem();
        (found.Side, found.ExternalId, found.Reason).ShouldBe((Side.Crm, "crm-a", DivergenceReason.MissedEdit));
        found.Text.ShouldStartWith("text; version ");
        (sides.Shop.TextOf("a"), sides.Crm.TextOf("b")).ShouldBe(("unheard of", "edited again, and on its way"), "both pairs read, and went on by the protocol");
    }

    [Fact]
    public async Task Nobody_is_asked_before_a_change_on_its_way_had_time_to_come_or_about_what_came()
    {
        sides.Crm.Put("crm-a", "a", "on its way");
        var sweep = await BegunAsync();
        audited.ShouldBeEmpty();
        await TellAsync(Id("a"), new Instruction.Refresh());

        await LaterAsync(sweep);

        audited.ShouldBeEmpty();
        (saved[^1].Phase, saved[^1].Divergent, saved[^1].Moved).ShouldBe((SweepPhase.Done, 0, 1));
    }

    [Fact]
    public async Task A_record_that_no_row_holds_goes_to_the_look_up_and_one_that_is_gone_meanwhile_does_not()
    {
        sides.Crm.Put("crm-new", "new", "1");
        sides.Shop.Put("shop-brief", "brief", "1");
        var sweep = await BegunAsync();
        sides.Shop.Remove("shop-brief");

        await LaterAsync(sweep);

        hinted.ShouldBe(["Crm crm-new"]);
        saved[^1].Counts.ShouldHaveSingleItem().ShouldBe(new DivergenceCount(Side.Crm, DivergenceReason.NoRow, 1));
        saved[^1].IsRunning.ShouldBeTrue("the look-up is given its time");
        await LaterAsync(sweep);
        (saved[^1].Phase, saved[^1].Divergent, saved[^1].Repaired).ShouldBe((SweepPhase.Done, 1, 0), "nobody looked it up here");
    }

    [Fact]
    public async Task A_pair_that_rests_though_its_sides_differ_is_found_and_goes_on()
    {
        await LinkAsync("d", agreed: "older", shop: "older");

        await LaterAsync(await BegunAsync());

        saved[^1].Counts.ShouldHaveSingleItem().Reason.ShouldBe(DivergenceReason.Unsettled);
        sides.Shop.TextOf("d").ShouldBe("d");
    }

    [Fact]
    public async Task A_sweep_that_is_cut_off_lists_anew_and_finds_nothing_twice()
    {
        sides.Crm.Put("crm-a", "a", "unheard of");
        var first = await BegunAsync();
        await LaterAsync(first);
        saved[^1] = saved[^1] with { FinishedAt = null, Phase = SweepPhase.Settling };
        sides.Crm.Put("crm-b", "b", "unheard of, too");

        var second = Sweeping();
        await Turns.RunAsync(() => second.RunAsync(default));
        await LaterAsync(second);

        (saved[^1].Id, saved[^1].Phase, saved[^1].Compared).ShouldBe((saved[0].Id, SweepPhase.Done, 3));
        saved[^1].Examples.Select(e => e.ExternalId).ShouldBe(["crm-a", "crm-b"]);
    }

    [Fact]
    public async Task A_cancelled_sweep_asks_nobody_more_and_says_by_whom()
    {
        sides.Crm.Put("crm-a", "a", "unheard of");
        var sweep = await BegunAsync();

        await sweep.CancelAsync("Bob");
        await LaterAsync(sweep);

        audited.ShouldBeEmpty();
        (saved[^1].IsRunning, saved[^1].CancelledBy, saved[^1].Divergent).ShouldBe((false, "Bob", 0));
    }

    ValueTask<bool> IPairingGate.IsLiveAsync(string pairing) => new(true);

    ValueTask<bool> IPairingGate.AreCreatesHeldAsync(string pairing) => new(false);

    Task<bool> IPairingGate.GrantDeletionAsync(PairId pair, int generation) => Task.FromResult(true);

    void IAcknowledgements.Send(IngestKey ingest, Acknowledgement acknowledgement)
    {
    }

    /// <summary>A sweep that has listed and compared everything.</summary>
    private async Task<Sweep> BegunAsync()
    {
        var sweep = Sweeping();
        await sweep.StartAsync("Eve");
        await Turns.RunAsync(() => sweep.RunAsync(default));
        return sweep;
    }

    private async Task LaterAsync(Sweep sweep)
    {
        time.JumpTo(time.GetUtcNow() + Patience);
        await Turns.RunAsync(() => sweep.RunAsync(default));
    }

    private Sweep Sweeping() => new(
        context, new SweepSettling(context, AuditAsync, HintAsync), Patience, () => Task.FromResult(saved.LastOrDefault()), report =>
        {
            saved.Add(report);
            return Task.CompletedTask;
        });

    private Task<Instructed> AuditAsync(PairId pair)
    {
        audited.Add(pair);
        return TellAsync(pair, new Instruction.Audit());
    }

    private async Task<Instructed> TellAsync(PairId pair, Instruction instruction)
    {
        var loop = new PairLoop(pair, context);
        var answer = loop.InstructAsync(instruction);
        await loop.RunAsync(default);
        return await answer;
    }

    private Task HintAsync(Side side, string externalId)
    {
        hinted.Add($"{side} {externalId}");
        return Task.CompletedTask;
    }

    /// <summary>Two records with a key, and the pair that knows both and rests.</summary>
    private async Task LinkAsync(string key, string? agreed = null, string? shop = null)
    {
        sides.Crm.Put($"crm-{key}", key, key);
        sides.Shop.Put($"shop-{key}", key, shop ?? key);
        var (ofCrm, ofShop) = (await KnownAsync(Side.Crm, $"crm-{key}"), await KnownAsync(Side.Shop, $"shop-{key}"));
        var state = new PairState
        {
            Id = Id(key),
            Sides = new PerSide<SideState>(ofCrm, ofShop),
            Base = agreed is null ? ofCrm.Seen : ofCrm.Seen.With("text", new Value.Text(agreed)),
        };
        (await store.CommitAsync(
            new PairCommit(
                new PairRow
                {
                    Id = state.Id, ExternalIds = new(ofCrm.Id, ofShop.Id), MatchKey = ofCrm.MatchKey, Status = PairStatus.InSync, UpdatedAt = time.GetUtcNow(),
                    State = PairStateCodec.Encode(state),
                },
                null, []),
            default)).ShouldBeOfType<CommitOutcome.Committed>();
    }

    private async Task<SideState> KnownAsync(Side side, string id)
    {
        var record = ((ReadOutcome.Found)await sides[side].ReadAsync("thing", id, default)).Record;
        var mapped = (Mapped.Good)mapper.Map(side, record.Body.Span);
        return new SideState
        {
            Id = id, Presence = Presence.Present, Version = record.Version, Digest = mapped.Digest, Seen = mapped.Record, MatchKey = mapped.MatchKey, Ahead = true,
        };
    }

    private static PairId Id(string key) => PairId.Of("thing", new Guid($"00000000-0000-7000-8000-{(int)key[0]:D12}"));
}
