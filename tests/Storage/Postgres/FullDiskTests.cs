using System.Diagnostics;
using Sync.Silo.Storage.Postgres;

namespace Sync.Storage.Tests.Postgres;

/// <summary>A disk that is full.</summary>
public sealed class FullDiskTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [FactWhereFoldersCanBeMounted]
    public async Task A_full_disk_is_told_writes_nothing_by_half_and_once_there_is_room_it_goes_on()
    {
        await using var server = await PostgresServer.StartAsync();
        using var disk = await SmallDisk.MountAsync(megabytes: 24);
        var connectionString = await server.CreateDatabaseAsync();
        await PostgresServer.ExecuteAsync(connectionString, $"CREATE TABLESPACE small LOCATION '{disk.Folder}'");
        await using var engine = new PostgresEngine($"{connectionString};Options=-c default_tablespace=small", "sync");
        await engine.MigrateAsync(None);
        await using var store = await Databases.StoreAsync(engine);
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
        await engine.DisposeAsync();
        await server.StopAsync("QUIT");
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

    /// <summary>A file system in memory, of a size.</summary>
    private sealed class SmallDisk : IDisposable
    {
        public string Folder { get; } = Directory.CreateTempSubdirectory("sync-small-disk-").FullName;

        public static async Task<SmallDisk> MountAsync(int megabytes)
        {
            var disk = new SmallDisk();
            await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=777", "tmpfs", disk.Folder);
            await RunAsync("chown", "postgres", disk.Folder);
            return disk;
        }

        public Task GrowAsync(int megabytes) => RunAsync("mount", "-o", $"remount,size={megabytes}m", Folder);

        public void Dispose()
        {
            RunAsync("umount", "-l", Folder).GetAwaiter().GetResult();
            Directory.Delete(Folder);
        }

        private static async Task RunAsync(params string[] command)
        {
            using var running = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
            var said = await running.StandardError.ReadToEndAsync();
            await running.WaitForExitAsync();
            running.ExitCode.ShouldBe(0, said);
        }
    }

    /// <summary>Skipped, and shown as such, where this machine lets nobody mount a file system.</summary>
    private sealed class FactWhereFoldersCanBeMountedAttribute : FactAttribute
    {
        public FactWhereFoldersCanBeMountedAttribute()
        {
            var folder = Directory.CreateTempSubdirectory("sync-mount-").FullName;
            using var mount = Process.Start(new ProcessStartInfo("sh", ["-c", """mount -t tmpfs tmpfs "$0" && umount "$0" """, folder]) { RedirectStandardError = true })!;
            mount.WaitForExit();
            Directory.Delete(folder);
            if (mount.ExitCode != 0)
                Skip = "mounting a file system is not allowed here";
        }
    }
}
