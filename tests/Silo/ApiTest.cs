using Google.Rpc;
using Grpc.Core;

namespace Sync.Silo.Tests;

/// <summary>A test with a host of its own.</summary>
public abstract class ApiTest : IAsyncLifetime
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource guard = new(LongEnough);

    internal ApiHost Host { get; private set; } = null!;

    /// <summary>Ends a test that waits for what never comes.</summary>
    internal CancellationToken Guard => guard.Token;

    public async Task InitializeAsync() => Host = await StartAsync();

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        guard.Dispose();
    }

    private protected virtual Task<ApiHost> StartAsync() => ApiHost.StartAsync();

    /// <summary>The fields that a refused request is told of.</summary>
    internal static async Task<IReadOnlyList<BadRequest.Types.FieldViolation>> ViolationsOf(Func<Task> call)
    {
        var refused = await Should.ThrowAsync<RpcException>(call);
        refused.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        return refused.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations;
    }
}
