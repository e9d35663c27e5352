using Orleans;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;
using Sync.Grains;

namespace Sync.Benchmarks;

/// <summary>What the rows (a) and (b) count.</summary>
internal static class Arrived
{
    private static long count;

    public static long Count => Interlocked.Read(ref count);

    public static void Reset() => Interlocked.Exchange(ref count, 0);

    public static void One() => Interlocked.Increment(ref count);
}

/// <summary>Row (a): takes an event and does nothing.</summary>
public interface INothingGrain : IGrainWithStringKey;

/// <inheritdoc cref="INothingGrain"/>
[ImplicitStreamSubscription("nothing")]
public sealed class NothingGrain : Grain, INothingGrain, IStreamSubscriptionObserver, IAsyncObserver<ChangeEvent>
{
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<ChangeEvent>().ResumeAsync(this);

    public Task OnNextAsync(ChangeEvent item, StreamSequenceToken? token = null)
    {
        Arrived.One();
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}

/// <summary>What row (b) keeps.</summary>
[GenerateSerializer]
public sealed class Kept
{
    [Id(0)]
    public string? Version { get; set; }

    [Id(1)]
    public byte[]? Body { get; set; }
}

/// <summary>Row (b): takes an event and writes its state by Orleans' own AdoNet storage.</summary>
public interface IStockGrain : IGrainWithStringKey;

/// <inheritdoc cref="IStockGrain"/>
[ImplicitStreamSubscription("stock")]
public sealed class StockGrain([PersistentState("kept")] IPersistentState<Kept> kept)
    : Grain, IStockGrain, IStreamSubscriptionObserver, IAsyncObserver<ChangeEvent>
{
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<ChangeEvent>().ResumeAsync(this);

    public async Task OnNextAsync(ChangeEvent item, StreamSequenceToken? token = null)
    {
        kept.State = new Kept { Version = item.Version, Body = item.Body };
        await kept.WriteStateAsync();
        Arrived.One();
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
