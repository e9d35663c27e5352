using Microsoft.Data.Sqlite;
using Sync.Mapping;
using Sync.Silo.Storage.Sqlite;

namespace Sync.Grains.Tests;

/// <summary>What becomes of a change, told to all that hold its record, by the rows as they are once all were told.</summary>
public sealed class FanOutsTests : IDelivery, IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Pairing Shared = new()
    {
        Name = "thing",
        Kinds = new PerSide<string>("thing", "thing"),
        Many = Side.Crm,
        Match = ["key"],
        Properties = [new Property { Name = "key", Type = PropertyType.String, Paths = new(["key"], ["key"]) }],
    };

    private readonly string folder = Directory.CreateTempSubdirectory("sync-fanouts-").FullName;
    private readonly IngestWindow window = new(session: 1);
    private readonly MemorySide crm = new(Side.Crm);
    private readonly List<PairId> told = [];
    private SqlitePairStore store = null!;

    public async Task InitializeAsync()
    {
        store = new SqlitePairStore(new SqlitePairStoreOptions(Path.Combine(folder, "pairs.db")));
        await store.StartAsync(CancellationToken.None);
        crm.Put("c", "a", "");
    }

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Once_nobody_holds_the_record_any_more_the_change_begins_again_at_the_look_up()
    {
        var (one, other) = (await HeldAsync("s1"), await HeldAsync("s2"));
        var change = await BeginAsync();
        told.ShouldBe([one.Id, other.Id], ignoreOrder: true);

        await PurgeAsync(one);
        await PurgeAsync(other);
        await GoOnAsync(change);

        window.FanOutOf("thing", "c").ShouldBeNull();
        window.TakeOverdue(Now, 10).ShouldBe([change.Entry], "it is nobody's, and owed still");
    }

    [Fact]
    public async Task While_somebody_holds_the_record_the_change_is_done_with_when_the_rest_have_acknowledged()
    {
        var (one, other) = (await HeldAsync("s1"), await HeldAsync("s2"));
        var change = await BeginAsync();

        await PurgeAsync(one);
        window.Acknowledge(new Acknowledgement("thing", "c", 1, change.Entry.Delivery, Refused: false, other.Id.Value), Now);
        await GoOnAsync(change);

        (window.Count, window.FanOutOf("thing", "c")).ShouldBe((0, null));
    }

    Task IDelivery.DeliverAsync(IReadOnlyList<(PairId Pair, ChangeEvent Change)> changes, bool live)
    {
        told.AddRange(changes.Select(change => change.Pair));
        return Task.CompletedTask;
    }

    private PairContext Context => new(
        Shared, new RecordMapper(Shared), store, new PerSide<IConnector>(crm, new MemorySide(Side.Shop)), null!, null!, TimeProvider.System);

    private FanOuts FanOuts => field ??= new FanOuts(new(Side.Crm, "customer"), crm, window, this, pageSize: 3);

    private async Task<Routed> BeginAsync()
    {
        var page = window.Feed.Open("1");
        page.IsComplete = true;
        var change = new Routed(window.Add(page, "c", ["thing"], Now), ChangeForm.Hint, null, null);
        await FanOuts.BeginAsync(Context, change, epoch: 1, live: true, null);
        return change;
    }

    private Task GoOnAsync(Routed change) => FanOuts.GoOnAsync(Context, [change], epoch: 1, null);

    private async Task<PairRow> HeldAsync(string shop)
    {
        var row = new PairRow
        {
            Id = PairId.New("thing", Now), ExternalIds = new("c", shop), MatchKey = "a", Many = Side.Crm, Status = PairStatus.InSync, UpdatedAt = Now,
        };
        var outcome = await store.CommitAsync(new PairCommit(row, null, []), CancellationToken.None);
        return row with { RowVersion = outcome.ShouldBeOfType<CommitOutcome.Committed>().RowVersion };
    }

    private Task PurgeAsync(PairRow row) => store.CommitAsync(new PairCommit(row, null, [], Purge: true), CancellationToken.None);
}
