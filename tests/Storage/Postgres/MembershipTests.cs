using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Sync.Silo.Storage.Postgres;

namespace Sync.Storage.Tests.Postgres;

/// <summary>Orleans' own clustering provider on our tables and statements.</summary>
public sealed class MembershipTests : IAsyncLifetime
{
    private static readonly DateTime At = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    private PostgresEngine engine = null!;
    private ServiceProvider services = null!;
    private IMembershipTable table = null!;

    public async Task InitializeAsync()
    {
        engine = await Databases.MigratedAsync();
        var collection = new ServiceCollection();
        collection.AddLogging().AddOrleans(silo => silo
            .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", engine.ConnectionString))
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("cluster", "sync")));
        services = collection.BuildServiceProvider();
        table = services.GetRequiredService<IMembershipTable>();
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true);
    }

    public async Task DisposeAsync()
    {
        await services.DisposeAsync();
        await engine.DisposeAsync();
    }

    [Fact]
    public async Task A_silo_that_joins_is_read_back_as_it_was_written()
    {
        var joined = Silo(1);
        (await table.InsertRowAsync(joined, await NextVersionAsync())).ShouldBeTrue();

        var all = await table.ReadAllAsync();
        all.Version.Version.ShouldBe(1);
        var (entry, _) = all.Members.ShouldHaveSingleItem();
        entry.SiloAddress.ShouldBe(joined.SiloAddress);
        (entry.SiloName, entry.HostName, entry.Status, entry.ProxyPort).ShouldBe(("silo 1", "host", SiloStatus.Joining, 30_001));
        (entry.StartTime, entry.IAmAliveTime).ShouldBe((At, At));
        (await table.ReadRowAsync(joined.SiloAddress)).Members.ShouldHaveSingleItem();
        (await table.ReadRowAsync(Silo(2).SiloAddress)).Version.Version.ShouldBe(1, "the version is told although there is no such silo");
    }

    [Fact]
    public async Task Nothing_is_written_over_a_list_that_has_changed_since_it_was_read()
    {
        var version = await NextVersionAsync();
        (await table.InsertRowAsync(Silo(1), version)).ShouldBeTrue();

        (await table.InsertRowAsync(Silo(2), version)).ShouldBeFalse("the list is no more what it was");
        (await table.InsertRowAsync(Silo(1), await NextVersionAsync())).ShouldBeFalse("the silo is there already");
        (await table.UpdateRowAsync(Silo(1), "0", version)).ShouldBeFalse();
        (await table.UpdateRowAsync(Silo(3), "1", await NextVersionAsync())).ShouldBeFalse("there is no such silo");

        (await table.ReadAllAsync()).Version.Version.ShouldBe(1);
        (await table.ReadAllAsync()).Members.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Of_silos_that_write_at_once_one_is_first()
    {
        var version = await NextVersionAsync();

        var joined = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => table.InsertRowAsync(Silo(i), version)));

        joined.Count(isJoined => isJoined).ShouldBe(1);
        (await table.ReadAllAsync()).Members.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Suspicions_status_and_signs_of_life_are_kept_and_the_dead_are_cleaned_up()
    {
        await table.InsertRowAsync(Silo(1), await NextVersionAsync());
        await table.InsertRowAsync(Silo(2), await NextVersionAsync());
        var dead = Silo(1);
        dead.AddSuspector(Silo(2).SiloAddress, At);
        dead.Status = SiloStatus.Dead;
        (await table.UpdateRowAsync(dead, "2", await NextVersionAsync())).ShouldBeTrue();
        var alive = Silo(2);
        alive.IAmAliveTime = At.AddMinutes(1);
        await table.UpdateIAmAliveAsync(alive);

        var members = (await table.ReadAllAsync()).Members.ToDictionary(member => member.Item1.SiloAddress, member => member.Item1);
        members[dead.SiloAddress].Status.ShouldBe(SiloStatus.Dead);
        members[dead.SiloAddress].SuspectTimes.ShouldHaveSingleItem().Item1.ShouldBe(alive.SiloAddress);
        members[alive.SiloAddress].IAmAliveTime.ShouldBe(At.AddMinutes(1));

        await table.CleanupDefunctSiloEntriesAsync(At.AddDays(1));
        (await table.ReadAllAsync()).Members.ShouldHaveSingleItem().Item1.SiloAddress.ShouldBe(alive.SiloAddress);
        await table.DeleteMembershipTableEntriesAsync("cluster");
        (await PostgresServer.ExecuteAsync(engine.ConnectionString, "SELECT count(*) FROM OrleansMembershipTable")).ShouldBe(0L);
    }

    [Theory]
    [InlineData(SiloStatus.Joining, false)]
    [InlineData(SiloStatus.Active, true)]
    [InlineData(SiloStatus.ShuttingDown, true)]
    [InlineData(SiloStatus.Stopping, true)]
    [InlineData(SiloStatus.Dead, false)]
    public async Task Membership_is_held_by_those_who_work_or_end_in_good_order(SiloStatus status, bool isHeld)
    {
        var silo = Silo(1);
        silo.Status = status;
        await table.InsertRowAsync(silo, await NextVersionAsync());
        Task Hold(int generation) => PostgresServer.ExecuteAsync(
            engine.ConnectionString, $"SELECT hold_membership('cluster', '127.0.0.1', 11001, {generation})");

        if (isHeld)
            await Hold(7);
        else
            (await Should.ThrowAsync<PostgresException>(() => Hold(7))).SqlState.ShouldBe(PostgresFailure.Fenced);

        (await Should.ThrowAsync<PostgresException>(() => Hold(6))).MessageText.ShouldContain("no member of cluster cluster any more");
    }

    private async Task<TableVersion> NextVersionAsync() => (await table.ReadAllAsync()).Version.Next();

    private static MembershipEntry Silo(int number) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, 11_000 + number, 7),
        SiloName = $"silo {number}",
        HostName = "host",
        Status = SiloStatus.Joining,
        ProxyPort = 30_000 + number,
        StartTime = At,
        IAmAliveTime = At,
    };
}
