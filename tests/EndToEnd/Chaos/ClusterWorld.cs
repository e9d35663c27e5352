using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Sync.Configuration;
using Sync.Sandbox;
using Sync.Storage.Tests.Postgres;

namespace Sync.EndToEnd.Tests.Chaos;

/// <summary>Silos on a PostgreSQL, and the sandbox, all processes of their own, in a folder that goes away with them.</summary>
internal sealed class ClusterWorld : IAsyncDisposable
{
    public const int Silos = 3;

    /// <summary>The silo of this build.</summary>
    public static readonly string ThisBuild = typeof(Silo.Hosting.SiloPlan).Assembly.Location;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private readonly string folder = Directory.CreateTempSubdirectory("sync-cluster-").FullName;
    private readonly List<IAsyncDisposable> opened = [];
    private readonly CancellationTokenSource over = new();
    private Func<int, SiloProcess> launch = null!;
    private Task supervising = Task.CompletedTask;
    private string connection = "";

    public PostgresServer Database { get; private set; } = null!;

    public SiloProcess Sandbox { get; private set; } = null!;

    public SandboxSide Crm { get; private set; } = null!;

    public SandboxSide Shop { get; private set; } = null!;

    public IReadOnlyList<Member> Members { get; private set; } = [];

    /// <summary>Where silos can be cut from each other; <see langword="null"/>: this machine does not let us, or nobody asked for it.</summary>
    public Network? Network { get; private set; }

    /// <summary>Between the silos and everything else.</summary>
    public IReadOnlyList<TcpProxy> Proxies { get; private set; } = [];

    /// <summary>The program that the silos run whenever one is started.</summary>
    public string Program { get; set; } = ThisBuild;

    /// <summary>Starts everything, and waits until all records are in step.</summary>
    /// <param name="options">What the sides hold at first.</param>
    /// <param name="cuttable">Whether each silo gets a network of its own, where the machine lets us.</param>
    /// <param name="change">Changes the embedded default.</param>
    /// <param name="program">What the silos run at first, if not this build.</param>
    /// <param name="silos">How many there are at first.</param>
    public static async Task<ClusterWorld> StartAsync(
        SandboxOptions options, bool cuttable = false, Func<string, string>? change = null, string? program = null, int silos = Silos)
    {
        var world = new ClusterWorld { Program = program ?? ThisBuild };
        try
        {
            await world.OpenAsync(options, cuttable, change ?? (text => text), silos);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>How everything stands, asked of one silo; <see langword="null"/>: it cannot be asked now.</summary>
    public async Task<V1.GetStatusResponse?> StatusAsync(int silo)
    {
        try
        {
            using var channel = GrpcChannel.ForAddress(await Members[silo].Process.ListeningAsync());
            return await new V1.SyncService.SyncServiceClient(channel).GetStatusAsync(new V1.GetStatusRequest());
        }
        catch (Exception failure) when (failure is RpcException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>What each silo has in memory, asked of one; each must answer.</summary>
    public async Task<IReadOnlyList<V1.SiloStatus>> SilosAsync()
    {
        using var channel = GrpcChannel.ForAddress(await Members[0].Process.ListeningAsync());
        return (await new V1.SyncService.SyncServiceClient(channel).ListSilosAsync(new V1.ListSilosRequest())).Silos;
    }

    /// <summary>How many changes both sides have had, people's and ours.</summary>
    public async Task<long> ChangesAsync() => await Crm.ChangesAsync() + await Shop.ChangesAsync();

    /// <summary>Starts one more silo, and waits until it serves. Not in a network of its own.</summary>
    public async Task AddAsync()
    {
        var member = new Member(Members.Max(m => m.Number) + 1, launch);
        Members = [.. Members, member];
        await member.Process.ListeningAsync();
    }

    /// <summary>Takes the newest silo away for good.</summary>
    /// <param name="end">How it ends.</param>
    public async Task RemoveAsync(Func<SiloProcess, Task> end)
    {
        var member = Members[^1];
        member.Retire();
        await end(member.Process);
        Members = [.. Members.SkipLast(1)];
        await member.DisposeAsync();
    }

    /// <summary>What is still to be done; <see langword="null"/>: nothing.</summary>
    public async Task<string?> UnrestAsync()
    {
        if (await StatusAsync(0) is not { } status)
            return "silo 0 does not answer";
        var busy = status.Pairings.SelectMany(p => p.Counts).FirstOrDefault(
            c => c.Count > 0 && c.Status is V1.PairStatus.New or V1.PairStatus.Waiting or V1.PairStatus.Pending or V1.PairStatus.Retrying);
        return status.Ingests.FirstOrDefault(i => i.Window > 0 || i.Phase != "live") is { } ingest ? $"{ingest.Side} {ingest.Kind} is {ingest.Phase}, window {ingest.Window} {ingest.Failure}"
            : status.Pairings.FirstOrDefault(p => !p.Live) is { } scanning ? $"{scanning.Pairing} is not live: {scanning.Failure}"
            : busy is null ? null : $"{busy.Count} pairs are {busy.Status}";
    }

    /// <summary>How many pairs of all pairings need a person.</summary>
    public async Task<long> HaltedAsync()
    {
        V1.GetStatusResponse? status = null;
        await Eventually.TrueAsync(async () => (status = await StatusAsync(0)) is null ? "silo 0 does not answer" : null);
        return status!.Pairings.SelectMany(p => p.Counts)
            .Where(c => c.Status is V1.PairStatus.Parked or V1.PairStatus.Ambiguous or V1.PairStatus.Conflict).Sum(c => c.Count);
    }

    /// <summary>Everything the silos said.</summary>
    public string Said() =>
        string.Join('\n', Members.Select(member => $"--- silo {member.Number}\n{string.Join("\n--- started again\n", member.Said)}"));

    /// <summary>Runs SQL on the cluster's database.</summary>
    public Task<object?> SqlAsync(string sql) => PostgresServer.ExecuteAsync(connection, sql);

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await supervising;
        over.Dispose();
        foreach (var member in Members)
            await member.DisposeAsync();
        foreach (var one in Enumerable.Reverse(opened))
            await one.DisposeAsync();
        Crm?.Dispose();
        Shop?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task OpenAsync(SandboxOptions options, bool cuttable, Func<string, string> change, int silos)
    {
        if (cuttable)
            Network = (await Network.TryCreateAsync(Silos)).Network;
        if (Network is not null)
            opened.Add(Network);
        var here = Network?.Bridge ?? IPAddress.Loopback;
        Database = Opened(await PostgresServer.StartAsync());
        connection = await Database.CreateDatabaseAsync();
        Sandbox = Opened(SandboxProcess(options, here));
        (Crm, Shop) = (new SandboxSide(await SideAsync(Sandbox, "crm")), new SandboxSide(await SideAsync(Sandbox, "shop")));
        var database = new IPEndPoint(IPAddress.Loopback, new Npgsql.NpgsqlConnectionStringBuilder(connection).Port);
        Proxies = [.. new[] { database, new IPEndPoint(here, Crm.Address.Port), new IPEndPoint(here, Shop.Address.Port) }
            .Select(target => Opened(new TcpProxy(here, target)))];
        var file = Path.Combine(folder, "sync.yaml");
        await File.WriteAllTextAsync(file, Addressed(change(await DefaultAsync())));
        var shared = new Npgsql.NpgsqlConnectionStringBuilder(connection) { Host = $"{Proxies[0].Address.Address}", Port = Proxies[0].Address.Port }.ConnectionString;
        launch = silo => SiloProcess.Launch(
        [
            .. Network?.Inside(silo) ?? [], "dotnet", Program,
            "--config", file, "--database", shared, "--http", "0", "--grpc", "0", "--address", $"{Network?.Of(silo) ?? IPAddress.Loopback}",
        ]);
        Members = [.. Enumerable.Range(0, silos).Select(number => new Member(number, launch))];
        supervising = SuperviseAsync();
        try
        {
            await Eventually.TrueAsync(UnrestAsync);
        }
        catch (TimeoutException unrest)
        {
            throw new TimeoutException($"{unrest.Message}\n{Said()}", unrest);
        }
    }

    /// <summary>Starts again whatever silo has ended.</summary>
    private async Task SuperviseAsync()
    {
        while (!over.IsCancellationRequested)
        {
            foreach (var member in Members)
                member.Revive();
            await Task.Delay(LookEvery, TimeProvider.System, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private T Opened<T>(T one)
        where T : IAsyncDisposable
    {
        opened.Add(one);
        return one;
    }

    private SiloProcess SandboxProcess(SandboxOptions options, IPAddress address) => SiloProcess.Launch(
    [
        "dotnet", typeof(SandboxHost).Assembly.Location, "--listen", $"{address}", "--crm-port", "0", "--shop-port", "0", "--data", Path.Combine(folder, "sandbox"),
        "--customers", $"{options.Customers}", "--products", $"{options.Products}", "--quotes", $"{options.Quotes}",
        "--orders", $"{options.Orders}", "--users", $"{options.Users}",
    ]);

    private static async Task<Uri> SideAsync(SiloProcess sandbox, string side) =>
        new((await sandbox.SaidAsync(new System.Text.RegularExpressions.Regex($@"^{side}\s+(\S+)$"))).Groups[1].Value);

    private static async Task<string> DefaultAsync()
    {
        using var text = ConfigurationLoader.OpenDefault();
        return await text.ReadToEndAsync();
    }

    private string Addressed(string configuration) => configuration
        .Replace("http://127.0.0.1:7101", $"http://{Proxies[1].Address}", StringComparison.Ordinal)
        .Replace("http://127.0.0.1:7102", $"http://{Proxies[2].Address}", StringComparison.Ordinal);
}
