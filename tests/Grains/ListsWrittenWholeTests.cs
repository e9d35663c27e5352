using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Sync.Configuration;
using Sync.Connectors;
using Sync.EndToEnd.Tests;
using Sync.Mapping;
using Sync.Reconciliation;
using Sync.Sandbox;
using Sync.Silo.Storage.Sqlite;

namespace Sync.Grains.Tests;

/// <summary>
/// A list is replaced whole, and made of the record as it is read right before. That read is the last that can tell of an edit where the
/// side takes no condition: orders of the real shop, written by the asker alone.
/// </summary>
public sealed class ListsWrittenWholeTests : IAsyncLifetime, IPairingGate, IAcknowledgements
{
    private const string ShopKinds = "    kinds:\n      customer: { path: customers }\n      product: { path: products }\n      order: { path: orders }              #";

    private readonly string folder = Directory.CreateTempSubdirectory("sync-lists-").FullName;
    private SandboxHost sandbox = null!;
    private SandboxSide shop = null!;
    private SqlitePairStore store = null!;
    private string order = "";

    public async Task InitializeAsync()
    {
        sandbox = await SandboxHost.StartAsync(new SandboxOptions
        {
            CrmPort = 0, ShopPort = 0, DataFolder = Path.Combine(folder, "sandbox"), Customers = 10, Products = 2, Quotes = 0, Orders = 0, Users = 0,
        });
        shop = new SandboxSide(sandbox.ShopAddress);
        store = new SqlitePairStore(new SqlitePairStoreOptions(Path.Combine(folder, "pairs.db")));
        await store.StartAsync(default);
        var customer = (await shop.ListAsync("customers"))[0]["id"]!.GetValue<int>();
        order = (await shop.CreateAsync("orders", new JsonObject
        {
            ["type"] = "order", ["reference"] = "R-1", ["customer_id"] = customer, ["state"] = "pending", ["items"] = Items(1),
        }))["id"]!.ToString();
    }

    public async Task DisposeAsync()
    {
        shop.Dispose();
        await store.DisposeAsync();
        await sandbox.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_list_is_written_over_the_record_it_was_decided_on(bool conditional)
    {
        var asker = Asker(conditional);
        var known = await SeenAsync(asker);

        (await WriteAsync(asker, known, conditional ? known.Version : null)).ShouldBeOfType<WriteOutcome.Succeeded>();

        (await QuantityAsync()).ShouldBe(5);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_list_is_not_written_over_an_edit_made_since(bool conditional)
    {
        var asker = Asker(conditional);
        var known = await SeenAsync(asker);
        await shop.PatchAsync("orders", order, "items", Items(2));

        (await WriteAsync(asker, known, conditional ? known.Version : null)).ShouldBeOfType<WriteOutcome.VersionMismatch>();

        (await QuantityAsync()).ShouldBe(2);
    }

    /// <summary>Two edits of one second have one stamp.</summary>
    [Fact]
    public async Task Where_nothing_holds_the_write_back_a_list_is_not_written_over_an_edit_of_the_same_version_either()
    {
        var asker = Asker(conditional: false);
        var known = await SeenAsync(asker);
        await shop.TamperAsync("orders", order, new JsonObject { ["items"] = Items(2) });
        (await shop.ReadAsync("orders", order))!["version"]!.ToString().ShouldBe(known.Version);

        (await WriteAsync(asker, known, null)).ShouldBeOfType<WriteOutcome.VersionMismatch>();

        (await QuantityAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task Where_a_condition_holds_the_write_back_the_list_is_made_of_what_the_version_shows_now()
    {
        var asker = Asker(conditional: true);
        var known = await SeenAsync(asker);

        (await WriteAsync(asker, known with { Digest = null }, known.Version)).ShouldBeOfType<WriteOutcome.Succeeded>();

        (await QuantityAsync()).ShouldBe(5);
    }

    [Fact]
    public async Task A_list_of_a_record_that_is_gone_is_not_written_and_said_to_be_gone()
    {
        var asker = Asker(conditional: false);
        var known = await SeenAsync(asker);
        await shop.DeleteAsync("orders", order);

        (await WriteAsync(asker, known, null)).ShouldBeOfType<WriteOutcome.NotFound>();
    }

    [Fact]
    public async Task A_list_of_a_record_that_cannot_be_read_now_is_certainly_not_written_and_tried_again()
    {
        var asker = Asker(conditional: false);
        var known = await SeenAsync(asker);
        await shop.SetFaultsAsync(new JsonObject { ["errorRate"] = 1 });

        (await WriteAsync(asker, known, null)).ShouldBeOfType<WriteOutcome.Retryable>();

        await shop.ClearFaultsAsync();
        (await QuantityAsync()).ShouldBe(1);
    }

    private static async Task<WriteOutcome> WriteAsync(PairAsker asker, SideState known, string? ifVersion)
    {
        var state = new PairState { Id = PairId.New("order", DateTimeOffset.UnixEpoch), Sides = new(SideState.Unknown, known) };
        var lines = new Value.Lines([.. ((Value.Lines)known.Seen["lines"]!).Items.Select(line => line.With("quantity", new Value.Integer(5)))]);
        return ((Input.Written)await asker.AskAsync(new Ask.Update(Side.Shop, known.Id!, CanonicalRecord.Nothing.With("lines", lines), ifVersion), state)).Outcome;
    }

    /// <summary>The order as a pair knows it that has just read it.</summary>
    private async Task<SideState> SeenAsync(PairAsker asker)
    {
        var read = (Input.Read)await asker.AskAsync(new Ask.Read(Side.Shop, order), new PairState { Id = PairId.New("order", DateTimeOffset.UnixEpoch), Sides = new(SideState.Unknown, SideState.Unknown) });
        var found = (SideAnswer.Found)read.Answer;
        var good = (Mapped.Good)found.Mapped;
        return SideState.Unknown with { Id = order, Presence = Presence.Present, Version = found.Version, Digest = good.Digest, Seen = good.Record };
    }

    private async Task<int> QuantityAsync() => (await shop.ReadAsync("orders", order))!["items"]![0]!["qty"]!.GetValue<int>();

    private static JsonArray Items(int quantity) => [new JsonObject { ["sku"] = "A", ["title"] = "a thing", ["qty"] = quantity, ["unit_price_cents"] = 100 }];

    private PairAsker Asker(bool conditional)
    {
        using var text = ConfigurationLoader.OpenDefault();
        var yaml = text.ReadToEnd()
            .Replace("http://127.0.0.1:7102", sandbox.ShopAddress.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
            .Replace(ShopKinds, $"    capabilities: {{ conditionalWrites: {(conditional ? "true" : "false")} }}\n{ShopKinds}", StringComparison.Ordinal);
        using var reader = new StringReader(yaml);
        var configuration = ConfigurationLoader.Load(reader, "sync.yaml", _ => null).ShouldBeOfType<LoadResult.Loaded>().Configuration;
        var connectors = new ServiceCollection().AddConnectors(configuration).BuildServiceProvider().GetRequiredService<PerSide<IConnector>>();
        connectors.Shop.Capabilities("order").ConditionalWrites.ShouldBe(conditional);
        var pairing = configuration.Pairings.Single(p => p.Name == "order");
        return new PairAsker(
            PairId.New("order", DateTimeOffset.UnixEpoch), new PairContext(pairing, new RecordMapper(pairing), store, connectors, this, this, TimeProvider.System));
    }

    ValueTask<bool> IPairingGate.IsLiveAsync(string pairing) => new(true);

    ValueTask<bool> IPairingGate.AreCreatesHeldAsync(string pairing) => new(false);

    Task<bool> IPairingGate.GrantDeletionAsync(PairId pair, int generation) => Task.FromResult(true);

    void IAcknowledgements.Send(IngestKey ingest, Acknowledgement acknowledgement)
    {
    }
}
