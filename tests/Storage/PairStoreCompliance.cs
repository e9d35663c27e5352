using System.Text;

namespace Sync.Storage.Tests;

/// <summary>What every pair store and webhook inbox must do, whatever the engine. A test has a database of its own.</summary>
public abstract partial class PairStoreCompliance : IAsyncLifetime
{
    protected static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch.AddDays(20_000);
    protected static readonly CancellationToken None = CancellationToken.None;

    /// <summary>The store under test, started.</summary>
    protected IPairStore Store { get; private set; } = null!;

    private IWebhookInbox Inbox => (IWebhookInbox)Store;

    public async Task InitializeAsync() => Store = await StartAsync();

    public abstract Task DisposeAsync();

    /// <summary>Starts a store on the test's database.</summary>
    protected abstract Task<IPairStore> StartAsync();

    /// <summary>Stops the store in an orderly way, with what is queued.</summary>
    protected abstract Task StopAsync(IPairStore store);

    /// <summary>An orderly restart on the same database.</summary>
    protected async Task RestartAsync()
    {
        await StopAsync(Store);
        Store = await StartAsync();
    }

    /// <summary>A row not yet inserted.</summary>
    protected static PairRow Row(string? crm, string? shop, string? key = null, string pairing = "customer", string state = "{}") => new()
    {
        Id = PairId.New(pairing, At),
        ExternalIds = new(crm, shop),
        MatchKey = key,
        Status = PairStatus.Pending,
        UpdatedAt = At,
        State = Encoding.UTF8.GetBytes(state),
    };

    protected static HalfPair Half(Side side, string externalId, string? key = null, bool ambiguous = false, string pairing = "customer") =>
        new(PairId.New(pairing, At), side, externalId, key, ambiguous, At);

    protected static Activity Happened(string text, ActivityKind kind = ActivityKind.Updated) => new(At, kind, Side.Shop, "name", text, null);

    protected Task<CommitOutcome> Commit(PairRow row, params Activity[] activity) =>
        Store.CommitAsync(new PairCommit(row, Absorb: null, activity), None);

    /// <summary>Commits a row and gives it back as it is then.</summary>
    protected async Task<PairRow> Put(PairRow row) =>
        row with { RowVersion = (await Commit(row)).ShouldBeOfType<CommitOutcome.Committed>().RowVersion };

    protected async Task<IReadOnlyList<PairId>> Put(params HalfPair[] halves)
    {
        (await Store.InsertHalvesAsync(halves, None)).ShouldAllBe(inserted => inserted is Inserted.Done);
        return [.. halves.Select(half => half.Id)];
    }

    protected Task<PairRow?> Load(PairId pair) => Store.LoadAsync(pair, None);

    /// <summary>A row in a form that can be compared: its state by content.</summary>
    protected static (PairRow Row, string State) Comparable(PairRow row) =>
        (row with { State = default }, Encoding.UTF8.GetString(row.State.Span));
}
