using Microsoft.Data.Sqlite;
using Sync.Mapping;
using Sync.Reconciliation;
using Sync.Silo.Storage.Sqlite;

namespace Sync.Grains.Tests.KnownFailures;

/// <summary>
/// An order was on its way to the shop when its customer was merged into another. The write may have been sent, so that it was not given
/// up; and it named a pair that was no more, so that it was never sent again: the order waited for ever.
/// </summary>
public sealed class AWriteNamesARecordThatIsGone : IAsyncLifetime
{
    private static readonly Pairing Order = new()
    {
        Name = "order",
        Kinds = new("order", "order"),
        Properties = [new Property { Name = "customer", Type = PropertyType.Reference, To = "customer", Paths = new(["customer"], ["customer"]) }],
    };

    private readonly string folder = Directory.CreateTempSubdirectory("sync-gone-").FullName;
    private SqlitePairStore store = null!;

    public async Task InitializeAsync()
    {
        store = new SqlitePairStore(new SqlitePairStoreOptions(Path.Combine(folder, "pairs.db")));
        await store.StartAsync(default);
        await PutAsync(1, Presence.Deleted);
        await PutAsync(2, Presence.Present);
    }

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public async Task It_names_what_took_the_place_of_that(int gone)
    {
        var (sent, reason) = await LocaliseAsync(To(gone), To(2));
        (sent["customer"], reason).ShouldBe((new Value.Foreign("s2"), null));
    }

    [Fact]
    public async Task It_names_nothing_where_nothing_took_the_place() => (await LocaliseAsync(To(1), new Value.Empty())).Record["customer"].ShouldBeOfType<Value.Empty>();

    [Fact]
    public async Task It_names_what_was_decided_on_while_that_is_there() => (await LocaliseAsync(To(2), To(1))).Record["customer"].ShouldBe(new Value.Foreign("s2"));

    [Fact]
    public async Task It_waits_where_neither_is_there() =>
        (await LocaliseAsync(To(1), To(9))).Reason.ShouldBe($"customer: customer {Id(1)} has no shop record");

    private ValueTask<(CanonicalRecord Record, string? Reason)> LocaliseAsync(Value decided, Value present) => new References(new RecordMapper(Order), store).LocaliseAsync(
        Side.Shop, CanonicalRecord.Nothing.With("customer", decided), CanonicalRecord.Nothing.With("customer", present));

    /// <summary>A customer, linked, whose shop record is there or not.</summary>
    private async Task PutAsync(int n, Presence presence)
    {
        var now = DateTimeOffset.UnixEpoch;
        var state = new PairState
        {
            Id = Id(n), Sides = new(SideState.Unknown with { Id = $"c{n}", Presence = Presence.Present }, SideState.Unknown with { Id = $"s{n}", Presence = presence }),
        };
        (await store.InsertHalvesAsync([new HalfPair(Id(n), Side.Crm, $"c{n}", null, false, now)], default))[0].ShouldBe(new Inserted.Done());
        var row = new PairRow
        {
            Id = Id(n), ExternalIds = new($"c{n}", $"s{n}"), Status = PairStatus.InSync, UpdatedAt = now, State = PairStateCodec.Encode(state), RowVersion = 1,
        };
        (await store.CommitAsync(new PairCommit(row, null, [], Purge: false), default)).ShouldBe(new CommitOutcome.Committed(2));
    }

    private static Value.Reference To(int n) => new(Id(n).Value);

    private static PairId Id(int n) => PairId.Of("customer", new Guid($"00000000-0000-7000-8000-{n:d12}"));
}
