using System.Text;

namespace Sync.Grains.Tests;

/// <summary>A record that many pairs hold: its change waits for all of them, and the ingest never holds more than a page.</summary>
public sealed class FanOutTests
{
    private const int PageSize = 3;
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly IngestWindow window = new(session: 1);
    private readonly PairId[] holders = [.. Enumerable.Range(1, 8).Select(n => PairId.Of("customer", new Guid($"00000000-0000-7000-8000-{n:d12}")))];

    [Fact]
    public void The_checkpoint_passes_a_change_once_the_last_of_all_that_hold_the_record_acknowledged()
    {
        var fanOut = Begin(Change());
        var told = new List<PairId>();
        while (!fanOut.IsOver)
        {
            window.Feed.TryAdvance(out _).ShouldBeFalse();
            foreach (var pair in Open(fanOut))
            {
                told.Add(pair);
                Acknowledge(pair, fanOut.Entry.Delivery);
            }
            if (!fanOut.IsOver)
                fanOut.Turn();
        }

        told.ShouldBe(holders);
        window.Feed.TryAdvance(out var checkpoint).ShouldBeTrue();
        (checkpoint, window.IsEmpty, window.FanOutOf("customer", "c")).ShouldBe(("1", true, null));
    }

    [Fact]
    public void One_speaks_for_itself_only_and_for_this_change_only()
    {
        var early = Change();
        var fanOut = Begin(Change());
        var page = Open(fanOut);

        Acknowledge(page[0], early.Entry.Delivery);
        Acknowledge(page[1], fanOut.Entry.Delivery);
        Acknowledge(page[1], fanOut.Entry.Delivery);
        window.Acknowledge(new Acknowledgement("customer", "c", 1, fanOut.Entry.Delivery, Refused: false), Now).ShouldBeFalse("an earlier program does not say who speaks");

        fanOut.IsPageDone.ShouldBeFalse();
        Open(fanOut).ShouldBe([page[0], page[2]]);
        Acknowledge(page[0], fanOut.Entry.Delivery).ShouldBeFalse();
        Acknowledge(page[2], fanOut.Entry.Delivery).ShouldBeTrue("the next page is due");
    }

    [Fact]
    public void A_change_that_comes_meanwhile_goes_with_the_pages_to_come_and_then_to_all()
    {
        var fanOut = Begin(Change());
        var later = Change("later");
        foreach (var pair in Open(fanOut))
            Acknowledge(pair, fanOut.Entry.Delivery);

        fanOut.Take(new FanOut.Load(later, "key", 1, null));

        (fanOut.Told.Change, fanOut.Entry.Delivery).ShouldBe((later, 1L));
        End(fanOut);
        window.FanOutOf("customer", "c")!.ShouldSatisfyAllConditions(next => next.Entry.ShouldBe(later.Entry), next => next.After.ShouldBeNull());
        (window.Count, window.TakeOverdue(Now, 10).Single()).ShouldBe((1, later.Entry));
    }

    [Fact]
    public void A_hint_takes_neither_body_nor_key_away_from_the_change_it_follows()
    {
        var fanOut = Begin(Change());
        fanOut.Take(new FanOut.Load(Change("later"), "key", 1, null));
        var hint = new Routed(Enter(), ChangeForm.Hint, null, null);

        fanOut.Take(new FanOut.Load(hint, null, 1, null));

        (fanOut.Told.Change.Form, fanOut.Next!.Change, fanOut.Next.MatchKey).ShouldBe((ChangeForm.Body, hint, "key"));
    }

    [Fact]
    public void A_holder_that_refuses_is_looked_up_again_and_a_half_pair_that_refuses_is_left_alone()
    {
        var fanOut = Begin(Change());
        fanOut.Open([new(holders[0], Holds: true), new(holders[1], Holds: false)], PageSize);

        Acknowledge(holders[1], fanOut.Entry.Delivery, refused: true);
        Acknowledge(holders[0], fanOut.Entry.Delivery, refused: true);

        fanOut.IsPageDone.ShouldBeFalse();
        fanOut.Entry.DueAt.ShouldBeLessThan(Now + WindowEntry.Patience);
        fanOut.Open([new(holders[1], Holds: false)], PageSize).ShouldBeEmpty("whoever holds it no longer is not waited for");
        fanOut.IsOver.ShouldBeTrue();
    }

    private Routed Change(string name = "first") => new(Enter(), ChangeForm.Body, new SideRecord("c", name, null, Encoding.UTF8.GetBytes("{}")), 1);

    private WindowEntry Enter()
    {
        var page = window.Feed.Open("1");
        page.IsComplete = true;
        return window.Add(page, "c", ["customer"], Now);
    }

    private FanOut Begin(Routed change) => window.Begin("customer", new FanOut.Load(change, "key", 1, null));

    private IReadOnlyList<PairId> Open(FanOut fanOut) => [.. fanOut.Open(
        [.. holders.Where(pair => fanOut.After is null || pair.CompareTo(fanOut.After.Value) > 0).Take(PageSize).Select(pair => new Concerned(pair, Holds: true))],
        PageSize).Select(one => one.Pair)];

    private void End(FanOut fanOut)
    {
        for (fanOut.Turn(); !fanOut.IsOver;)
        {
            foreach (var pair in Open(fanOut))
                Acknowledge(pair, fanOut.Told.Change.Entry.Delivery);
            if (!fanOut.IsOver)
                fanOut.Turn();
        }
    }

    private bool Acknowledge(PairId pair, long delivery, bool refused = false) =>
        window.Acknowledge(new Acknowledgement("customer", "c", 1, delivery, refused, pair.Value), Now);
}
