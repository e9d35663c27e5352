using System.Reflection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Sync.Configuration;
using Sync.Silo.Hosting;
using Sync.Silo.Storage;
using Sync.Silo.Storage.Sqlite;

namespace Sync.Silo.Tests;

/// <summary>What tells of progress must not end the silo: an exception that leaves a background service stops the host.</summary>
public sealed class ProgressTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sync-progress-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_database_that_is_away_when_the_silo_has_started_is_waited_for()
    {
        await using var storage = new SqliteEngine(DataFolder.Open(folder));
        var configuration = ConfigurationLoader.LoadDefault(_ => null).ShouldBeOfType<LoadResult.Loaded>().Configuration;
        var plan = new SiloPlan(configuration, null, storage, Ports.Choose(new SiloOptions { Http = 0, Grpc = 0 }), WithSandbox: false);
        var store = DispatchProxy.Create<IPairStore, AwayStore>();
        using var progress = new Progress(
            plan, store, new GrainsStandIn().Factory, DispatchProxy.Create<IHostApplicationLifetime, StartedLifetime>(),
            TimeProvider.System, NullLogger<Progress>.Instance);

        await progress.StartAsync(CancellationToken.None);
        await ((AwayStore)store).Asked.Task;
        await progress.StopAsync(CancellationToken.None);

        progress.ExecuteTask!.IsCompletedSuccessfully.ShouldBeTrue(progress.ExecuteTask.Exception?.ToString());
    }

    /// <summary>A store whose database is away, and that tells when it was asked.</summary>
    public class AwayStore : DispatchProxy
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Asked.TrySetResult();
            throw new PairStoreException("no route to host", new IOException());
        }
    }

    /// <summary>A host that has started.</summary>
    public class StartedLifetime : DispatchProxy
    {
        private static readonly CancellationToken Over = new(canceled: true);

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Name == "get_ApplicationStarted" ? Over : CancellationToken.None;
    }
}
