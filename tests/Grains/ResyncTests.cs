using Microsoft.Data.Sqlite;
using Sync.EndToEnd.Tests;
using Sync.Silo.Storage.Sqlite;

namespace Sync.Grains.Tests;

/// <summary>A resync over the real store, without a silo; saves are kept here.</summary>
public sealed class ResyncTests : IAsyncLifetime
{
    private const int Pairs = (2 * Resync.PageSize) + 7;
    private readonly string folder = Directory.CreateTempSubdirectory("sync-resync-").FullName;
    private readonly List<ResyncProgress> saved = [];
    private readonly List<PairId> told = [];
    private SqlitePairStore store = null!;

    public async Task InitializeAsync()
    {
        store = new SqlitePairStore(new SqlitePairStoreOptions(Path.Combine(folder, "pairs.db")));
        await store.StartAsync(default);
        await store.InsertHalvesAsync([.. Enumerable.Range(0, Pairs).Select(n => Half("thing", n)), Half("other", 0)], default);
    }

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Every_pair_of_the_pairing_is_told_once_and_progress_is_saved_page_by_page()
    {
        var resync = Resyncing();
        await resync.StartAsync("Eve");

        await Turns.RunAsync(() => resync.RunAsync(default));

        told.ShouldBe(Enumerable.Range(0, Pairs).Select(n => Id("thing", n)));
        saved.Select(s => (s.Done, s.Total, s.IsRunning)).ShouldBe([(0, Pairs, true), (500, Pairs, true), (1000, Pairs, true), (Pairs, Pairs, false)]);
        (await resync.ProgressAsync()).ShouldBe(saved[^1]);
    }

    [Fact]
    public async Task Whoever_loads_what_was_saved_goes_on_behind_the_last_page()
    {
        var killed = Resyncing(failsAfterSaves: 2);
        await killed.StartAsync("Eve");
        await Should.ThrowAsync<IOException>(() => Turns.RunAsync(() => killed.RunAsync(default)));
        told.Clear();

        await Turns.RunAsync(() => Resyncing().RunAsync(default));

        told.ShouldBe(Enumerable.Range(Resync.PageSize, Pairs - Resync.PageSize).Select(n => Id("thing", n)));
        (saved[^1].Id, saved[^1].Done, saved[^1].IsRunning).ShouldBe((saved[0].Id, Pairs, false));
    }

    [Fact]
    public async Task Starting_joins_the_run_under_way_and_begins_another_after_it()
    {
        var resync = Resyncing();
        var first = await resync.StartAsync("Eve");
        (await resync.StartAsync("Bob")).ShouldBe(first);
        await Turns.RunAsync(() => resync.RunAsync(default));

        var second = await resync.StartAsync("Bob");

        (second.Id == first.Id, second.By, second.Done).ShouldBe((false, "Bob", 0));
    }

    [Fact]
    public async Task A_cancelled_run_tells_nobody_more_and_says_by_whom()
    {
        Resync resync = null!;
        resync = Resyncing(async _ =>
        {
            if (told.Count == 3)
                await resync.CancelAsync("Bob");
        });
        await resync.StartAsync("Eve");

        await Turns.RunAsync(() => resync.RunAsync(default));

        told.Count.ShouldBe(3);
        (saved[^1].CancelledBy, saved[^1].IsRunning, saved[^1].Done).ShouldBe(("Bob", false, 2));
    }

    [Fact]
    public async Task A_pair_that_fails_is_told_once_more_and_then_counted()
    {
        var resync = Resyncing(pair => pair == Id("thing", 1) ? Task.FromException(new CutOffException("no")) : Task.CompletedTask);
        await resync.StartAsync("Eve");

        await Turns.RunAsync(() => resync.RunAsync(default));

        told.Count(pair => pair == Id("thing", 1)).ShouldBe(2);
        (saved[^1].Done, saved[^1].Failed).ShouldBe((Pairs, 1));
    }

    private Resync Resyncing(Func<PairId, Task>? then = null, int failsAfterSaves = int.MaxValue)
    {
        var saves = 0;
        return new Resync("thing", store, TellAsync, () => Task.FromResult(saved.LastOrDefault()), SaveAsync, TimeProvider.System);

        async Task<Instructed> TellAsync(PairId pair)
        {
            told.Add(pair);
            await (then?.Invoke(pair) ?? Task.CompletedTask);
            return new Instructed.Done(PairStatus.InSync);
        }

        Task SaveAsync(ResyncProgress progress)
        {
            if (saves++ >= failsAfterSaves)
                return Task.FromException(new IOException("no disk"));
            saved.Add(progress);
            return Task.CompletedTask;
        }
    }

    private static PairId Id(string pairing, int n) => PairId.Of(pairing, new Guid($"00000000-0000-7000-8000-{n:D12}"));

    private static HalfPair Half(string pairing, int n) => new(Id(pairing, n), Side.Crm, $"{n}", null, false, DateTimeOffset.UnixEpoch);
}

/// <summary>A resync by the pairing's grain.</summary>
public sealed class ResyncInSiloTests
{
    private const int Things = 40;

    [Fact]
    public async Task A_resync_reads_both_records_of_every_pair_and_mends_what_no_feed_told()
    {
        await using var cluster = await InStepAsync();
        cluster.Sides.Crm.PutUnheard("crm-7", "k7", "unheard of");

        await Pairing(cluster).StartResyncAsync("Eve");

        await Eventually.IsAsync(false, async () => (await Pairing(cluster).GetResyncAsync())!.IsRunning);
        var progress = (await Pairing(cluster).GetResyncAsync())!;
        (progress.Done, progress.Total, progress.Failed, progress.By).ShouldBe((Things, Things, 0, "Eve"));
        cluster.Sides.Crm.Reads.Count.ShouldBe(Things);
        cluster.Sides.Shop.Reads.Count.ShouldBe(Things);
        await Eventually.IsAsync("unheard of", () => Task.FromResult(cluster.Sides.Shop.TextOf("k7")));
    }

    [Fact]
    public async Task A_resync_that_a_stop_cut_off_goes_on_by_itself_after_it()
    {
        await using var cluster = await InStepAsync();
        cluster.Sides.Shop.HoldReads();
        var begun = await Pairing(cluster).StartResyncAsync("Eve");
        await Eventually.IsAsync(true, () => Task.FromResult(!cluster.Sides.Crm.Reads.IsEmpty));
        var stopped = cluster.StopAsync();
        await Eventually.IsAsync(true, () => Task.FromResult(cluster.IsDraining));
        cluster.Sides.Shop.LetRead.SetResult();
        await stopped;
        cluster.Sides.Shop.Reads.Clear();

        await cluster.StartAsync();
        await cluster.GoLiveAsync();

        await Eventually.IsAsync(false, async () => (await Pairing(cluster).GetResyncAsync())!.IsRunning);
        var progress = (await Pairing(cluster).GetResyncAsync())!;
        (progress.Id, progress.StartedAt, progress.Done, progress.Failed).ShouldBe((begun.Id, begun.StartedAt, Things, 0));
        cluster.Sides.Shop.Reads.Count.ShouldBe(Things);
    }

    [Fact]
    public async Task Under_a_new_mapping_revision_every_pair_reads_again_once_however_often_the_silo_starts()
    {
        await using var cluster = await InStepAsync();
        cluster.Sides.Crm.PutUnheard("crm-7", "k7", "unheard of");
        await RestartAsync(cluster, revision: 3);

        await Eventually.IsAsync(false, async () => (await Pairing(cluster).GetStatusAsync()).Resync is not { IsRunning: false });
        var progress = (await Pairing(cluster).GetStatusAsync()).Resync!;
        (progress.Done, progress.Failed, progress.By).ShouldBe((Things, 0, "mapping revision 3"));
        (cluster.Sides.Crm.Reads.Count, cluster.Sides.Shop.Reads.Count).ShouldBe((Things, Things));
        await Eventually.IsAsync("unheard of", () => Task.FromResult(cluster.Sides.Shop.TextOf("k7")));

        await RestartAsync(cluster, revision: 3);
        await Pairing(cluster).StartResyncAsync("Eve");
        await Eventually.IsAsync(false, async () => (await Pairing(cluster).GetResyncAsync())!.IsRunning);
        (await Pairing(cluster).GetResyncAsync())!.By.ShouldBe("Eve");
        await RestartAsync(cluster, revision: 3);
        await Eventually.IsAsync(true, async () => (await Pairing(cluster).GetResyncAsync()) is { By: "Eve", IsRunning: false });
    }

    [Fact]
    public async Task A_run_of_an_earlier_revision_is_ended_by_the_next_one()
    {
        await using var cluster = await InStepAsync();
        cluster.Sides.Shop.HoldReads();
        var begun = await Pairing(cluster).StartResyncAsync("Eve");
        await Eventually.IsAsync(true, () => Task.FromResult(!cluster.Sides.Crm.Reads.IsEmpty));
        var stopped = cluster.StopAsync();
        await Eventually.IsAsync(true, () => Task.FromResult(cluster.IsDraining));
        cluster.Sides.Shop.LetRead.SetResult();
        await stopped;
        cluster.Revision = 2;
        await cluster.StartAsync();
        await cluster.GoLiveAsync();

        await Eventually.IsAsync(true, async () => (await Pairing(cluster).GetResyncAsync()) is { By: "mapping revision 2", IsRunning: false });
        var progress = (await Pairing(cluster).GetResyncAsync())!;
        (progress.Id == begun.Id, progress.Done).ShouldBe((false, Things));
    }

    private static async Task RestartAsync(Cluster cluster, int revision)
    {
        await cluster.StopAsync();
        cluster.Revision = revision;
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
    }

    private static async Task<Cluster> InStepAsync()
    {
        var cluster = new Cluster();
        for (var n = 0; n < Things; n++)
            cluster.Sides.Crm.Put($"crm-{n}", $"k{n}", "first");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        await Eventually.IsAsync(Things, async () =>
            (await cluster.Store.ListAsync(new PairQuery("thing", PairStatus.InSync), CancellationToken.None)).Rows.Count);
        cluster.Sides.Crm.Reads.Clear();
        cluster.Sides.Shop.Reads.Clear();
        return cluster;
    }

    private static IPairingGrain Pairing(Cluster cluster) => cluster.Grains.GetGrain<IPairingGrain>("thing");
}
