using Microsoft.Extensions.DependencyInjection;
using Sync.Silo.Storage;
using Sync.Silo.Storage.Sqlite;

namespace Sync.Storage.Tests;

/// <summary>By what a data folder that was set back is told from one that goes on.</summary>
public sealed class SetBackTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder folder = new();

    private string Data => folder.File("data");

    private string Pairs => Path.Combine(Data, "pairs.db");

    private string Backup => folder.File("backup.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_new_folder_and_one_of_an_earlier_version_show_nothing_nor_does_one_that_goes_on()
    {
        (await RunAsync(activities: 0)).ShouldBeNull("it is new");
        (await RunAsync(activities: 3)).ShouldBeNull();
        (await RunAsync(activities: 3)).ShouldBeNull();
        File.Delete(Path.Combine(Data, "pairs.mark"));
        Execute("DELETE FROM meta WHERE name = 'folder'");

        (await RunAsync(activities: 0)).ShouldBeNull("no earlier version left anything");
    }

    [Fact]
    public async Task A_file_put_back_is_told_once_though_no_silo_was_started_since_it_was_copied()
    {
        await RunAsync(activities: 3, atTheEnd: () => SqliteCopy.Make(Pairs, Backup), andThen: 1);
        File.Copy(Backup, Pairs, overwrite: true);

        (await RunAsync(activities: 0)).ShouldNotBeNull().ShouldContain("of 4 activities that it has had");

        (await RunAsync(activities: 1)).ShouldBeNull();
    }

    [Fact]
    public async Task A_file_that_was_deleted_is_told()
    {
        await RunAsync(activities: 3);
        File.Delete(Pairs);

        (await RunAsync(activities: 0)).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_copy_of_a_whole_folder_is_told_once()
    {
        await RunAsync(activities: 3);
        var copy = Directory.CreateDirectory(folder.File("copy")).FullName;
        foreach (var file in Directory.GetFiles(Data))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        await RunAsync(activities: 1);
        Directory.Delete(Data, recursive: true);
        Directory.Move(copy, Data);

        (await RunAsync(activities: 0)).ShouldNotBeNull().ShouldContain("is a copy");

        (await RunAsync(activities: 0)).ShouldBeNull();
        Directory.Move(Data, copy);
        Directory.Move(copy, Data);
        (await RunAsync(activities: 0)).ShouldBeNull("a folder that is moved is no copy");
    }

    [Fact]
    public async Task Who_dies_before_it_is_recognised_finds_it_again()
    {
        await RunAsync(activities: 3, atTheEnd: () => SqliteCopy.Make(Pairs, Backup), andThen: 1);
        File.Copy(Backup, Pairs, overwrite: true);
        await using (var engine = new SqliteEngine(DataFolder.Open(Data)))
        {
            await engine.MigrateAsync(None);
            (await engine.SetBackAsync(None)).ShouldNotBeNull();
        }

        (await RunAsync(activities: 0)).ShouldNotBeNull();
    }

    /// <summary>Starts an engine as a silo does, has it commit some activities, and stops it; what it found at its start.</summary>
    private async Task<string?> RunAsync(int activities, Action? atTheEnd = null, int andThen = 0)
    {
        await using var engine = new SqliteEngine(DataFolder.Open(Data));
        await engine.MigrateAsync(None);
        var found = await engine.SetBackAsync(None);
        await engine.RecogniseAsync(None);
        var services = new ServiceCollection();
        engine.AddPairStore(services, new ActivityRetention());
        await using var provider = services.BuildServiceProvider();
        await using var store = provider.GetRequiredService<SqlitePairStore>();
        await store.StartAsync(None);
        await CommitAsync(store, activities);
        atTheEnd?.Invoke();
        await CommitAsync(store, andThen);
        (await engine.SetBackAsync(None)).ShouldBeNull();
        return found;
    }

    private static async Task CommitAsync(SqlitePairStore store, int activities)
    {
        for (var i = 0; i < activities; i++)
        {
            var row = new PairRow
            {
                Id = PairId.New("customer", DateTimeOffset.UnixEpoch), ExternalIds = new($"{Guid.NewGuid()}", null), Status = PairStatus.New, UpdatedAt = DateTimeOffset.UnixEpoch,
            };
            await store.CommitAsync(new PairCommit(row, null, [new Activity(DateTimeOffset.UnixEpoch, ActivityKind.Created, Side.Crm, null, "made", null)]), None);
        }
    }

    private void Execute(string sql)
    {
        using var session = SqliteSession.Write(Pairs);
        session.Execute(sql);
    }
}
