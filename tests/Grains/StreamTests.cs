using System.Collections.Concurrent;
using Sync.EndToEnd.Tests;

namespace Sync.Grains.Tests;

public sealed class StreamTests : GrainWorld
{
    private readonly Losing losing = new();

    [Fact]
    public async Task A_live_edit_goes_by_stream_to_its_pair_and_on_to_the_other_side()
    {
        await InStepAsync();
        var someone = await SomeoneAsync();

        await Crm.PatchAsync("customers", someone.Crm, "phone", "+41 44 111 11 11");

        await Eventually.IsAsync("+41 44 111 11 11", async () => $"{(await Shop.ReadAsync("customers", someone.Shop))?["telephone"]}");
        losing.ByStream.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_change_the_stream_loses_is_delivered_again_by_a_call_as_a_hint()
    {
        await InStepAsync();
        var someone = await SomeoneAsync();
        losing.IsOn = true;

        await Shop.PatchAsync("customers", someone.Shop, "note", "lost on the way");

        await Eventually.IsAsync("lost on the way", async () => $"{(await Crm.ReadAsync("customers", someone.Crm))?["notes"]}");
        losing.Lost.ShouldContain(change => change.ExternalId == someone.Shop && change.Form == ChangeForm.Body);
        losing.ByCall.ShouldContain(change => change.ExternalId == someone.Shop && change.Form == ChangeForm.Hint);
    }

    protected override IDelivery Between(IDelivery delivery)
    {
        losing.Way = delivery;
        return losing;
    }

    /// <summary>A way to the pairs on which streams can be made to lose everything.</summary>
    private sealed class Losing : IDelivery
    {
        public IDelivery? Way { get; set; }

        public bool IsOn { get; set; }

        public ConcurrentQueue<ChangeEvent> Lost { get; } = [];

        public ConcurrentQueue<ChangeEvent> ByStream { get; } = [];

        public ConcurrentQueue<ChangeEvent> ByCall { get; } = [];

        public Task DeliverAsync(IReadOnlyList<(PairId Pair, ChangeEvent Change)> changes, bool live)
        {
            var way = !live ? ByCall : IsOn ? Lost : ByStream;
            foreach (var (_, change) in changes)
                way.Enqueue(change);
            return live && IsOn ? Task.CompletedTask : Way!.DeliverAsync(changes, live);
        }
    }
}
