using Orleans;
using Orleans.Runtime;
using Sync.EndToEnd.Tests;
using Sync.Reconciliation;

namespace Sync.Grains.Tests;

/// <summary>What must have one owner, when for a while two silos took themselves for it.</summary>
public sealed class OneOwnerTests
{
    [Fact]
    public async Task An_ingest_that_another_saved_behind_ends_and_the_next_start_goes_on_from_there()
    {
        await using var cluster = new Cluster();
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        var ingest = cluster.Grains.GetGrain<IIngestGrain>("crm/thing");
        await Eventually.IsAsync("live", async () => (await ingest.GetStatusAsync()).Phase);

        await SaveElsewhereAsync<IngestState>(cluster, "ingest", ingest.GetGrainId());
        cluster.Sides.Crm.Put("crm-1", "a", "first");

        await Eventually.IsAsync("starting", async () => (await ingest.GetStatusAsync()).Phase);
        await ingest.StartAsync();
        await Eventually.IsAsync("first", () => Task.FromResult(cluster.Sides.Shop.TextOf("a")));
        cluster.Sides.Shop.Writes.ShouldBe(["create shop-a"]);
    }

    [Fact]
    public async Task A_pairing_that_another_saved_behind_counts_on_from_there()
    {
        await using var cluster = new Cluster { Budget = 1 };
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        var pairing = cluster.Grains.GetGrain<IPairingGrain>("thing");

        await SaveElsewhereAsync<PairingState>(
            cluster, "pairing", pairing.GetGrainId(), state => state.Grants["thing/elsewhere#0"] = TimeProvider.System.GetUtcNow());
        await Should.ThrowAsync<Exception>(() => pairing.GrantDeletionAsync("thing/here", 0));

        (await pairing.GrantDeletionAsync("thing/here", 0)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_pair_that_is_woken_for_nothing_looks_whether_its_row_is_another_ones_by_now()
    {
        await using var cluster = new Cluster();
        cluster.Sides.Crm.Put("crm-1", "a", "first");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        await cluster.RestsAsync(1);
        await cluster.EditAsync("crm-1", "a", "edited");
        cluster.Sides.Crm.PutUnheard("crm-1", "a", "second");

        var row = (await cluster.RowsAsync(PairStatus.InSync)).Single();
        var state = PairStateCodec.Decode(row);
        state = state with { Sides = state.Sides with { Crm = state.Sides.Crm with { ReadOwed = true } } };
        await cluster.Store.CommitAsync(
            new PairCommit(row with { State = PairStateCodec.Encode(state), NextAttempt = TimeProvider.System.GetUtcNow() }, null, []), CancellationToken.None);

        await Eventually.IsAsync("second", () => Task.FromResult(cluster.Sides.Shop.TextOf("a")));
    }

    /// <summary>As an activation on another silo would.</summary>
    private static async Task SaveElsewhereAsync<T>(Cluster cluster, string name, GrainId grain, Action<T>? change = null)
        where T : class, new()
    {
        var memory = new GrainMemory<T>(cluster.Storage, name, grain, () => { });
        var state = await memory.LoadAsync();
        change?.Invoke(state);
        await memory.SaveAsync(state);
    }
}
