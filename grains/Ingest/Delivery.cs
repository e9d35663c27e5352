using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Orleans.Streams;

namespace Sync.Grains;

/// <summary>
/// Hands changes to pairs: live ones to the memory stream of their side, the rest by direct calls, a few at a time. What cannot
/// be handed over is not retried here: nobody acknowledges it, so it is delivered again.
/// </summary>
internal sealed partial class Delivery(IServiceProvider services, IGrainFactory grains, TimeProvider time, ILogger<Delivery> log) : IDelivery
{
    /// <summary>The name of the stream provider.</summary>
    public const string Provider = "changes";

    private const int AtOnce = 32;

    private readonly Seldom seldom = new(time, TimeSpan.FromSeconds(30));
    private readonly Lazy<IStreamProvider> streams = new(() => services.GetRequiredKeyedService<IStreamProvider>(Provider));

    /// <inheritdoc/>
    public async Task DeliverAsync(IReadOnlyList<(PairId Pair, ChangeEvent Change)> changes, bool live)
    {
        foreach (var some in changes.Chunk(AtOnce))
            await Task.WhenAll(some.Select(delivered => live ? ByStreamAsync(delivered.Pair, delivered.Change) : ByCallAsync(delivered.Pair, delivered.Change)));
    }

    private async Task ByStreamAsync(PairId pair, ChangeEvent change)
    {
        try
        {
            await streams.Value.GetStream<ChangeEvent>(StreamId.Create(change.Side.Name(), pair.Value)).OnNextAsync(change);
        }
        catch (Exception failure)
        {
            Note(failure);
        }
    }

    private async Task ByCallAsync(PairId pair, ChangeEvent change)
    {
        try
        {
            await grains.GetGrain<IPairGrain>(pair.Value).NoteAsync(change);
        }
        catch (Exception failure)
        {
            Note(failure);
        }
    }

    private void Note(Exception failure)
    {
        if (seldom.May(out var silent))
            NotDelivered(failure.Message, silent);
    }

    [LoggerMessage(LogLevel.Warning, "A change could not be handed over and will be delivered again: {Reason} ({Silent} more since the last such line)")]
    private partial void NotDelivered(string reason, long silent);
}
