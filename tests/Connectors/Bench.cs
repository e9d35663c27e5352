using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace Sync.Connectors.Tests;

/// <summary>The crm connector, as the silo registers it, against a scripted side.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private Bench(ScriptedSide side, ServiceProvider services)
    {
        Side = side;
        this.services = services;
    }

    public ScriptedSide Side { get; }

    public IConnector Connector => services.GetRequiredService<PerSide<IConnector>>().Crm;

    public CircuitStatus Circuit => services.GetRequiredService<PerSide<ISideCircuit>>().Crm.Status;

    public static async Task<Bench> StartAsync(
        Func<SideConfiguration, SideConfiguration>? with = null, TimeProvider? time = null, ISendGate? gate = null)
    {
        var side = await ScriptedSide.StartAsync();
        var configuration = (with ?? (c => c))(Configured.Side(side.Address));
        var services = new ServiceCollection().AddLogging();
        if (time is not null)
            services.AddSingleton(time);
        if (gate is not null)
            services.AddSingleton(gate);
        services.AddConnectors(Configured.Both(configuration));
        return new Bench(side, services.BuildServiceProvider());
    }

    public Task<ReadOutcome> ReadAsync(string id = "1") => Connector.ReadAsync("customer", id, CancellationToken.None);

    public Task<WriteOutcome> CreateAsync(string body = "{}") =>
        Connector.CreateAsync("customer", Encoding.UTF8.GetBytes(body), "key", CancellationToken.None);

    public Task<WriteOutcome> UpdateAsync(string id = "1", string patch = "{}", string? ifVersion = "v1") =>
        Connector.UpdateAsync("customer", id, Encoding.UTF8.GetBytes(patch), ifVersion, CancellationToken.None);

    public Task<WriteOutcome> DeleteAsync(string id = "1", string? ifVersion = "v1") =>
        Connector.DeleteAsync("customer", id, ifVersion, CancellationToken.None);

    public Task<FeedPage> ChangesAsync(string? cursor = "c", TimeSpan wait = default) =>
        Connector.ChangesAsync("customer", cursor, 10, wait, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Side.DisposeAsync();
    }
}

/// <summary>Configurations for tests.</summary>
internal static class Configured
{
    public static SideConfiguration Side(Uri address) => new()
    {
        Address = address,
        Kinds = ImmutableSortedDictionary<string, KindConfiguration>.Empty
            .Add("customer", new KindConfiguration { Path = "customers" })
            .Add("order", new KindConfiguration { Path = "orders" }),
    };

    public static SyncConfiguration Both(SideConfiguration crm, SideConfiguration? shop = null) => new()
    {
        Sides = new PerSide<SideConfiguration>(crm, shop ?? crm),
        Pairings = [],
    };
}

/// <summary>Time that passes only when a test says so.</summary>
internal static class Clock
{
    /// <summary>Lets time pass until a task ends, however often it waits.</summary>
    public static async Task<T> RunAsync<T>(this FakeTimeProvider time, Task<T> task)
    {
        while (!task.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(task, Task.Run(Thread.Yield));
        }

        return await task;
    }
}
