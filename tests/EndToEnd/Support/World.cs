using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Data.Sqlite;
using Sync.Configuration;
using Sync.Reconciliation;
using Sync.Sandbox;

namespace Sync.EndToEnd.Tests;

/// <summary>A sandbox in this process, and the silo as a process beside it, in a folder that goes away with them.</summary>
public abstract class World : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("sync-e2e-").FullName;
    private SandboxHost sandbox = null!;

    internal SandboxSide Crm { get; private set; } = null!;

    internal SandboxSide Shop { get; private set; } = null!;

    internal SiloProcess Silo { get; private set; } = null!;

    internal string Data => Path.Combine(folder, "silo");

    internal string ConfigurationFile => Path.Combine(folder, "sync.yaml");

    /// <summary>What the sides hold at first.</summary>
    protected virtual SandboxOptions Options => new() { Customers = 40, Products = 40, Quotes = 1, Orders = 1, Users = 1 };

    public async Task InitializeAsync()
    {
        sandbox = await SandboxHost.StartAsync(Options with { CrmPort = 0, ShopPort = 0, DataFolder = Path.Combine(folder, "sandbox") });
        (Crm, Shop) = (new SandboxSide(sandbox.CrmAddress), new SandboxSide(sandbox.ShopAddress));
        WriteConfiguration(sandbox.CrmAddress, sandbox.ShopAddress);
    }

    public async Task DisposeAsync()
    {
        if (Silo is not null)
            await Silo.DisposeAsync();
        Crm.Dispose();
        Shop.Dispose();
        await sandbox.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Starts the silo on the same data as before.</summary>
    internal async Task StartSiloAsync()
    {
        if (Silo is not null)
            await Silo.DisposeAsync();
        Silo = SiloProcess.Start(ConfigurationFile, Data);
    }

    internal async Task StartSiloInStepAsync()
    {
        await StartSiloAsync();
        await Silo.InStepAsync();
    }

    /// <summary>The pair of a record, through the API.</summary>
    internal async Task<V1.Pair> PairAsync(V1.Side side, string kind, string id) =>
        await FindPairAsync(side, kind, id) ?? throw new InvalidOperationException($"{side} {kind} {id} has no pair.");

    /// <summary>Asks the running silo.</summary>
    internal async Task<T> ApiAsync<T>(Func<V1.SyncService.SyncServiceClient, Task<T>> ask)
    {
        using var channel = GrpcChannel.ForAddress(await Silo.ListeningAsync());
        return await ask(new V1.SyncService.SyncServiceClient(channel));
    }

    /// <summary>The pair of a record; <see langword="null"/> where it has none yet.</summary>
    internal async Task<V1.Pair?> FindPairAsync(V1.Side side, string kind, string id)
    {
        using var channel = GrpcChannel.ForAddress(await Silo.ListeningAsync());
        var record = new V1.RecordName { Side = side, Kind = kind, ExternalId = id };
        try
        {
            return (await new V1.SyncService.SyncServiceClient(channel).GetPairAsync(new V1.GetPairRequest { Record = record })).Pairs.Single();
        }
        catch (RpcException failure) when (failure.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Waits until the silo has nothing left to do.</summary>
    internal async Task RestsAsync()
    {
        using var channel = GrpcChannel.ForAddress(await Silo.ListeningAsync());
        var api = new V1.SyncService.SyncServiceClient(channel);
        await Eventually.TrueAsync(async () =>
        {
            var status = await api.GetStatusAsync(new V1.GetStatusRequest());
            var busy = status.Pairings.SelectMany(p => p.Counts).FirstOrDefault(
                c => c.Count > 0 && c.Status is V1.PairStatus.New or V1.PairStatus.Waiting or V1.PairStatus.Pending or V1.PairStatus.Retrying);
            return status.Ingests.Any(i => i.Window > 0) ? "a window is not empty" : busy is null ? null : $"{busy.Count} pairs are {busy.Status}";
        });
    }

    /// <summary>How many pairs have an intent on disk that is not closed; for a silo that does not run.</summary>
    internal int OpenIntents()
    {
        using var database = new SqliteConnection($"Data Source={Path.Combine(Data, "pairs.db")};Pooling=false");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = "select id, crm_id, shop_id, state from pairs where length(state) > 0";
        using var rows = command.ExecuteReader();
        var open = 0;
        while (rows.Read())
        {
            var state = PairStateCodec.Decode(new PairRow
            {
                Id = PairId.Parse(rows.GetString(0)),
                ExternalIds = new(rows.GetValue(1) as string, rows.GetValue(2) as string),
                Status = PairStatus.Pending,
                UpdatedAt = DateTimeOffset.UnixEpoch,
                State = (byte[])rows.GetValue(3),
            });
            open += Sides.Both.Any(side => state[side].Intent is not null) ? 1 : 0;
        }

        return open;
    }

    /// <summary>The embedded default on other addresses.</summary>
    internal void WriteConfiguration(Uri crm, Uri shop)
    {
        using var text = ConfigurationLoader.OpenDefault();
        File.WriteAllText(ConfigurationFile, text.ReadToEnd()
            .Replace("http://127.0.0.1:7101", crm.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
            .Replace("http://127.0.0.1:7102", shop.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal));
    }

    /// <summary>Changes the configuration, before the silo starts.</summary>
    internal void Configure(string from, string to)
    {
        var text = File.ReadAllText(ConfigurationFile);
        text.ShouldContain(from);
        File.WriteAllText(ConfigurationFile, text.Replace(from, to, StringComparison.Ordinal));
    }

    /// <summary>Leaves out this line of the configuration and all after it, before the silo starts.</summary>
    internal void ConfigureUpTo(string line)
    {
        var text = File.ReadAllText(ConfigurationFile);
        File.WriteAllText(ConfigurationFile, text[..text.IndexOf($"\n{line}", StringComparison.Ordinal)] + "\n");
    }

    internal static string Text(JsonObject? record, string field) => record?[field]?.ToString() ?? "";
}
