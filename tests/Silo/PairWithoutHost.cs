using Sync.Grains;
using Sync.Mapping;

namespace Sync.Silo.Tests;

/// <summary>A pair's own loop over the store, called by hand; both sides are away, so that nothing is ever written to them.</summary>
internal sealed class PairWithoutHost(PairId id, IPairStore store) : IPairGrain
{
    /// <summary>Two sides that answer nothing.</summary>
    public static readonly PerSide<IConnector> Away = new(new AwaySide(Side.Crm), new AwaySide(Side.Shop));

    public async Task<Instructed> InstructAsync(Instruction instruction)
    {
        var pairing = Sample.Configuration.Pairing(id.Pairing);
        var loop = new PairLoop(id, new PairContext(
            pairing, new RecordMapper(pairing), store, Away, new OpenGate(),
            new Unheard(), TimeProvider.System));
        var answer = loop.InstructAsync(instruction);
        await loop.RunAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return await answer;
    }

    public Task NoteAsync(ChangeEvent change) => throw new NotSupportedException();

    public Task WakeAsync() => throw new NotSupportedException();

    private sealed class OpenGate : IPairingGate
    {
        public ValueTask<bool> IsLiveAsync(string pairing) => new(true);

        public ValueTask<bool> AreCreatesHeldAsync(string pairing) => new(false);

        public Task<bool> GrantDeletionAsync(PairId pair, int generation) => Task.FromResult(true);
    }

    private sealed class Unheard : IAcknowledgements
    {
        public void Send(IngestKey ingest, Acknowledgement acknowledgement)
        {
        }
    }

    private sealed class AwaySide(Side side) : IConnector
    {
        private static readonly Failure Away = new("away");

        public Side Side => side;

        public ConnectorCapabilities Capabilities(string kind) => new();

        public Task<FeedPage> ChangesAsync(string kind, string? cursor, int limit, TimeSpan wait, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<ListPage> ListAsync(string kind, string? after, int limit, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<ReadOutcome> ReadAsync(string kind, string id, CancellationToken cancellation) =>
            Task.FromResult<ReadOutcome>(new ReadOutcome.Failed(Away));

        public Task<FindOutcome> FindAsync(string kind, string field, string value, CancellationToken cancellation) =>
            Task.FromResult<FindOutcome>(new FindOutcome.Failed(Away));

        public Task<WriteOutcome> CreateAsync(string kind, ReadOnlyMemory<byte> body, string idempotencyKey, CancellationToken cancellation) => NotSent();

        public Task<WriteOutcome> UpdateAsync(string kind, string id, ReadOnlyMemory<byte> patch, string? ifVersion, CancellationToken cancellation) => NotSent();

        public Task<WriteOutcome> DeleteAsync(string kind, string id, string? ifVersion, CancellationToken cancellation) => NotSent();

        private static Task<WriteOutcome> NotSent() => Task.FromResult<WriteOutcome>(new WriteOutcome.Retryable(Away));
    }
}
