using Grpc.Core;

namespace Sync.Silo.Api;

/// <summary>Calls to grains that must not be taken for done or undone when something breaks.</summary>
internal static class GrainCalls
{
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
}
