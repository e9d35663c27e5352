using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Sync.Sandbox;

namespace Sync.Connectors.Tests.Compliance;

/// <summary>A part of a kind, as far as the protocol relies on it, is a kind: the sandbox's CRM taken in one part that holds all.</summary>
public sealed class SandboxPartCompliance() : SandboxCompliance(Side.Crm)
{
    protected override IConnector Connector => base.Connector.InPartition("0-of-1");

    protected override Protocol Protocol => SandboxPartitions.Protocol("0-of-1");

    protected override string Body(int number) => $$"""{"name":"Ann {{number}}","email":"{{Unique(number)}}"}""";

    protected override string Patch(string text) => $$"""{"notes":"{{text}}"}""";
}

/// <summary>The sandbox's webshop, its customers taken in two parts.</summary>
public sealed class SandboxPartitionTests : IAsyncLifetime
{
    private static readonly string[] Parts = ["0-of-2", "1-of-2"];
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sync-connectors-");
    private SandboxHost sandbox = null!;
    private ServiceProvider services = null!;

    private IConnector Shop => services.GetRequiredService<PerSide<IConnector>>().Shop;

    public async Task InitializeAsync()
    {
        sandbox = await SandboxHost.StartAsync(new SandboxOptions { CrmPort = 0, ShopPort = 0, DataFolder = folder.FullName, Seed = false });
        var shop = Configured.Side(sandbox.ShopAddress) with { Protocol = SandboxPartitions.Protocol(Parts) };
        services = new ServiceCollection().AddLogging()
            .AddConnectors(Configured.Both(Configured.Side(sandbox.CrmAddress), shop)).BuildServiceProvider();
    }

    public async Task DisposeAsync()
    {
        await services.DisposeAsync();
        await sandbox.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_parts_hold_together_what_the_whole_holds_and_nothing_twice()
    {
        var ids = await CreatedAsync(9);

        var parts = new List<IReadOnlyList<string>> { await ListedAsync(Shop.InPartition(Parts[0])), await ListedAsync(Shop.InPartition(Parts[1])) };

        parts.ShouldAllBe(part => part.Count > 0);
        parts.SelectMany(part => part).ShouldBe(ids, ignoreOrder: true);
        (await ListedAsync(Shop)).ShouldBe([.. parts[0], .. parts[1]]);
    }

    [Fact]
    public async Task What_happens_to_a_record_is_told_in_its_part_alone()
    {
        var ids = await CreatedAsync(9);
        var cursors = new[] { await CursorAsync(Parts[0]), await CursorAsync(Parts[1]) };
        var edited = (await ListedAsync(Shop.InPartition(Parts[1])))[0];
        await Shop.UpdateAsync("customer", edited, Encoding.UTF8.GetBytes("""{"note":"new"}"""), null, CancellationToken.None);
        var first = await ChangesAsync(Parts[1], cursors[1]);
        await Shop.DeleteAsync("customer", edited, null, CancellationToken.None);

        var last = await ChangesAsync(Parts[1], first.Next);

        ids.ShouldContain(edited);
        first.Items.Select(item => (item.Record.Id, item.Deleted)).ShouldBe([(edited, false)]);
        last.Items.Select(item => (item.Record.Id, item.Deleted)).ShouldBe([(edited, true)]);
        (await ChangesAsync(Parts[0], cursors[0])).Items.ShouldBeEmpty();
    }

    private async Task<List<string>> CreatedAsync(int count)
    {
        var ids = new List<string>();
        for (var number = 0; number < count; number++)
        {
            var body = Encoding.UTF8.GetBytes($$"""{"first_name":"Ann","last_name":"{{number}}"}""");
            ids.Add((await Shop.CreateAsync("customer", body, $"key {number}", CancellationToken.None)).ShouldBeOfType<WriteOutcome.Succeeded>().Record!.Id);
        }

        return ids;
    }

    private static async Task<IReadOnlyList<string>> ListedAsync(IConnector connector)
    {
        var ids = new List<string>();
        string? after = null;
        do
        {
            var page = await connector.ListAsync("customer", after, 2, CancellationToken.None);
            ids.AddRange(page.Items.Select(record => record.Id));
            after = page.Next;
        }
        while (after is not null);
        return ids;
    }

    private async Task<string?> CursorAsync(string part) =>
        (await Shop.InPartition(part).ListAsync("customer", null, 2, CancellationToken.None)).FeedCursor;

    private Task<FeedPage> ChangesAsync(string part, string? cursor) =>
        Shop.InPartition(part).ChangesAsync("customer", cursor, 10, TimeSpan.Zero, CancellationToken.None);
}

/// <summary>How the sandbox is asked for a part.</summary>
internal static class SandboxPartitions
{
    public static Protocol Protocol(params string[] parts) => new()
    {
        Feed = new Operation("GET", "{path}?since={cursor}&limit={limit}&wait={wait}&partition={partition}"),
        List = new Operation("GET", "{path}?limit={limit}&after={after}&partition={partition}"),
        Partitions = [.. parts],
    };
}
