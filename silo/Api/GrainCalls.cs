using Grpc.Core;

namespace Sync.Silo.Api;

/// <summary>Calls to grains, and what is told when something breaks.</summary>
internal static class GrainCalls
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

    /// <summary>For what must not be taken for done or undone.</summary>
    /// <exception cref="RpcException">UNAVAILABLE: whatever broke, nothing is known.</exception>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception e)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, $"Whether it was done is not known, call again: {e.Message}"));
        }
    }

    /// <summary>For what is looked at when something is wrong: whatever a grain throws, or that it does not answer, is shown.</summary>
    public static async Task<(T? Value, string Failure)> TryAskAsync<T>(Func<Task<T>> ask, TimeProvider clock, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return (await ask().WaitAsync(AnswerWithin, clock, cancellation), "");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return (null, $"does not answer: {e.Message}");
        }
    }
}
