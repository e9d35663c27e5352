using System.Text;
using Sync.EndToEnd.Tests;

namespace Sync.Grains.Tests;

/// <summary>What a person tells a pair.</summary>
public sealed class InstructionTests : IAsyncLifetime
{
    private readonly Cluster cluster = new() { Policy = ConflictPolicy.Manual };

    public async Task InitializeAsync()
    {
        cluster.Sides.Crm.Put("crm-1", "a", "agreed");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        await IsAsync(PairStatus.InSync);
    }

    public Task DisposeAsync() => cluster.DisposeAsync().AsTask();

    [Theory]
    [InlineData(Side.Crm, "from crm")]
    [InlineData(Side.Shop, "from shop")]
    public async Task A_resolved_conflict_ends_with_the_chosen_value_on_both_sides(Side choice, string chosen)
    {
        await ConflictAsync();

        var answer = await InstructAsync(Resolve(choice, "from crm", "from shop"));

        answer.ShouldBe(new Instructed.Done(PairStatus.Pending));
        await IsAsync(PairStatus.InSync);
        (cluster.Sides.Crm.TextOf("a"), cluster.Sides.Shop.TextOf("a")).ShouldBe((chosen, chosen));
    }

    [Fact]
    public async Task A_resolution_is_answered_before_the_side_has_taken_the_write_and_is_durable_then()
    {
        await ConflictAsync();
        cluster.Sides.Shop.HoldWrites();

        await InstructAsync(Resolve(Side.Crm, "from crm", "from shop"));

        var row = await RowAsync();
        row.Status.ShouldBe(PairStatus.Pending);
        cluster.Sides.Shop.TextOf("a").ShouldBe("from shop");
        cluster.Sides.Shop.LetGo.SetResult();
        await IsAsync(PairStatus.InSync);
    }

    [Fact]
    public async Task A_resolution_of_values_that_moved_is_told_those_of_now_and_changes_nothing()
    {
        await ConflictAsync();
        cluster.Sides.Shop.Put("shop-a", "a", "moved on");
        await Eventually.IsAsync(true, async () => Encoding.UTF8.GetString((await RowAsync()).State.Span).Contains("moved on"));
        var before = await RowAsync();

        var answer = await InstructAsync(Resolve(Side.Crm, "from crm", "from shop"));

        answer.ShouldBe(new Instructed.Moved("\"from crm\"", "\"moved on\""));
        (await RowAsync()).RowVersion.ShouldBe(before.RowVersion);
        cluster.Sides.Shop.TextOf("a").ShouldBe("moved on");
    }

    [Fact]
    public async Task A_replayed_pair_is_tried_again_and_syncs()
    {
        cluster.Sides.Shop.Refuses = "closed for stocktaking";
        cluster.Sides.Crm.Put("crm-1", "a", "edited");
        await IsAsync(PairStatus.Parked);
        cluster.Sides.Shop.Refuses = null;

        (await InstructAsync(new Instruction.Replay("Eve"))).ShouldBeOfType<Instructed.Done>();

        await IsAsync(PairStatus.InSync);
        cluster.Sides.Shop.TextOf("a").ShouldBe("edited");
    }

    [Fact]
    public async Task What_is_in_step_is_not_replayed_and_what_does_not_conflict_not_resolved()
    {
        (await InstructAsync(new Instruction.Replay("Eve"))).ShouldBe(new Instructed.NotHalted(PairStatus.InSync));
        (await InstructAsync(Resolve(Side.Crm, "agreed", "agreed"))).ShouldBeOfType<Instructed.NoConflict>();
    }

    [Fact]
    public async Task Whoever_refuses_a_person_looks_whether_its_row_is_still_its_own()
    {
        await cluster.EditAsync("crm-1", "a", "edited");
        (await InstructAsync(Resolve(Side.Crm, "edited", "edited"))).ShouldBeOfType<Instructed.NoConflict>();
        await cluster.Store.CommitAsync(new PairCommit(await RowAsync(), null, []), CancellationToken.None);

        await Should.ThrowAsync<CutOffException>(InstructAsync(Resolve(Side.Crm, "edited", "edited")), "the row is another one's by now, and may say otherwise");

        (await InstructAsync(Resolve(Side.Crm, "edited", "edited"))).ShouldBeOfType<Instructed.NoConflict>("the row was loaded again");
    }

    [Fact]
    public async Task A_pair_without_a_row_is_not_there()
    {
        var nobody = cluster.Grains.GetGrain<IPairGrain>(PairId.New("thing", DateTimeOffset.UnixEpoch).Value);

        (await nobody.InstructAsync(new Instruction.Refresh())).ShouldBe(new Instructed.NotThere());
    }

    [Fact]
    public async Task An_instruction_that_waits_behind_a_write_is_cut_off_by_the_drain()
    {
        cluster.Sides.Shop.HoldWrites();
        cluster.Sides.Crm.Put("crm-1", "a", "edited");
        await cluster.Sides.Shop.WriteArrived.Task;
        var waiting = InstructAsync(new Instruction.Refresh());

        var stopped = cluster.StopAsync();

        await Should.ThrowAsync<CutOffException>(waiting);
        cluster.Sides.Shop.LetGo.SetResult();
        await stopped;
        await cluster.StartAsync();
    }

    /// <summary>An edit on each side: the shop's is made while the CRM's is on its way.</summary>
    private async Task ConflictAsync()
    {
        cluster.Sides.Shop.HoldWrites();
        cluster.Sides.Crm.Put("crm-1", "a", "from crm");
        await cluster.Sides.Shop.WriteArrived.Task;
        cluster.Sides.Shop.Put("shop-a", "a", "from shop");
        cluster.Sides.Shop.LetGo.SetResult();
        await IsAsync(PairStatus.Conflict);
    }

    private static Instruction.Resolve Resolve(Side choice, string crm, string shop) => new("text", choice, $"\"{crm}\"", $"\"{shop}\"", "Eve");

    private async Task<Instructed> InstructAsync(Instruction instruction) =>
        await cluster.Grains.GetGrain<IPairGrain>((await RowAsync()).Id.Value).InstructAsync(instruction);

    private async Task<PairRow> RowAsync() =>
        (await cluster.Store.ListAsync(new PairQuery("thing"), CancellationToken.None)).Rows.Single();

    private Task IsAsync(PairStatus status) => Eventually.IsAsync(status, async () => (await RowAsync()).Status);
}
