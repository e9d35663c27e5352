using Sync.Silo.Storage.Postgres;
using Sync.Silo.Storage.Sqlite;
using Sync.Storage.Tests.Postgres;

namespace Sync.Storage.Tests;

/// <summary>A disk that is full.</summary>
public sealed class FullDiskTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [FactWhereFoldersCanBeMounted]
    public async Task On_PostgreSQL_a_full_disk_is_told_writes_nothing_by_half_and_once_there_is_room_it_goes_on()
    {
        await using var server = await PostgresServer.StartAsync();
        using var disk = await SmallDisk.MountAsync(megabytes: 24);
        var connectionString = await server.CreateDatabaseAsync();
        await PostgresServer.ExecuteAsync(connectionString, $"CREATE TABLESPACE small LOCATION '{disk.Folder}'");
        await using var engine = new PostgresEngine($"{connectionString};Options=-c default_tablespace=small", "sync");
        await engine.MigrateAsync(None);
        await using var store = await Databases.StoreAsync(engine);
        await FillAsync(store, disk);
        await engine.DisposeAsync();
        await server.StopAsync("QUIT");
    }

    [FactWhereFoldersCanBeMounted]
    public async Task On_SQLite_likewise()
    {
        using var disk = await SmallDisk.MountAsync(megabytes: 24);
        await using var store = new SqlitePairStore(new(Path.Combine(disk.Folder, "pairs.db")));
        await store.StartAsync(None);
        await FillAsync(store, disk);
        await store.StopAsync(None);
    }

    private static async Task FillAsync(IPairStore store, SmallDisk disk)
    {
        var written = new List<PairId>();
        PairStoreException? refused = null;
        for (var i = 0; i < 200 && refused is null; i++)
        {
            try
            {
                var commit = Step($"c{i}");
                await store.CommitAsync(commit, None);
                written.Add(commit.Row.Id);
            }
            catch (PairStoreException failure)
            {
                refused = failure;
            }
        }

        refused.ShouldNotBeNull().Message.ShouldContain("disk is full");
        (await store.CountAsync(None)).Sum(count => count.Count).ShouldBe(written.Count);
        (await store.ActivityAfterAsync(0, null, 1_000, None)).Count.ShouldBe(written.Count);

        await disk.GrowAsync(megabytes: 96);
        await store.CommitAsync(Step("after"), None);
        foreach (var pair in written)
            (await store.LoadAsync(pair, None)).ShouldNotBeNull();
    }

    private static PairCommit Step(string name)
    {
        // Does not compress, so that it fills the disk.
        var state = new byte[1_000_000];
        new Random(name.Length).NextBytes(state);
        return new(
            new PairRow { Id = PairId.New("customer", DateTimeOffset.UnixEpoch), ExternalIds = new(name, null), Status = PairStatus.New, UpdatedAt = DateTimeOffset.UnixEpoch, State = state },
            Absorb: null,
            [new Activity(DateTimeOffset.UnixEpoch, ActivityKind.Observed, Side.Crm, null, name, null)]);
    }
}
