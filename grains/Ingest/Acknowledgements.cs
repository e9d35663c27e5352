using System.Collections.Concurrent;
using System.Threading.Channels;
using Orleans;
using Orleans.Concurrency;

namespace Sync.Grains;

/// <summary>
/// Collects the acknowledgements of this silo's pairs for each ingest and sends them together: at once after a pause, otherwise
/// every few milliseconds. One a silo. May lose some: what is not acknowledged comes again.
/// </summary>
internal sealed class Acknowledgements(IGrainFactory grains, TimeProvider time) : IAcknowledgements, IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(4);
    private readonly ConcurrentDictionary<IngestKey, Lazy<Outbox>> outboxes = new();

    /// <inheritdoc/>
    public void Send(IngestKey ingest, Acknowledgement acknowledgement) =>
        outboxes.GetOrAdd(ingest, key => new(() => new Outbox(grains.GetGrain<IIngestGrain>(key.ToString()), time))).Value.Add(acknowledgement);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var outbox in outboxes.Values)
            await outbox.Value.StopAsync();
    }

    private sealed class Outbox
    {
        private const int Capacity = 50_000;
        private const int MostAtOnce = 1_000;

        private readonly Channel<Acknowledgement> waiting = Channel.CreateBounded<Acknowledgement>(
            new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });
        private readonly IIngestGrain ingest;
        private readonly TimeProvider time;
        private readonly Task sending;

        public Outbox(IIngestGrain ingest, TimeProvider time)
        {
            (this.ingest, this.time) = (ingest, time);
            using (ExecutionContext.SuppressFlow())
                sending = Task.Run(SendAllAsync);
        }

        public void Add(Acknowledgement acknowledgement) => waiting.Writer.TryWrite(acknowledgement);

        public Task StopAsync()
        {
            waiting.Writer.TryComplete();
            return sending;
        }

        private async Task SendAllAsync()
        {
            var last = 0L;
            while (await waiting.Reader.WaitToReadAsync())
            {
                if (last != 0 && Pace - time.GetElapsedTime(last) is var rest && rest > TimeSpan.Zero)
                    await Task.Delay(rest, time);
                last = time.GetTimestamp();
                var some = new List<Acknowledgement>();
                while (some.Count < MostAtOnce && waiting.Reader.TryRead(out var acknowledgement))
                    some.Add(acknowledgement);
                try
                {
                    await ingest.AcknowledgeAsync(new Immutable<IReadOnlyList<Acknowledgement>>(some));
                }
                catch (Exception)
                {
                    // The ingest is moving or the silo stops; the changes come again.
                }
            }
        }
    }
}
