using CsCheck;

namespace Sync.Grains.Tests;

/// <summary>
/// What holds of every window, whatever pages come and whatever is acknowledged in whatever order: above all that neither the feed's
/// checkpoint nor the listing's passes a change that some pairing has not acknowledged. The model is the list of what is owed, by page.
/// </summary>
public sealed class IngestWindowLaws
{
    private const long Session = 7;
    private const int Records = 4;
    private static readonly string[] Pairings = ["customer", "order", "quote"];
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A page of records, each owed to one or more pairings; complete at once or with the next step.</summary>
    private static readonly Gen<Act> APage = Gen.Select(
        Gen.Select(Gen.Int[0, Records - 1], Gen.Int[1, 7]).Array[0, 5], Gen.Bool, Gen.Bool, (items, late, listing) => new Act(items, late, listing, null));

    /// <summary>An acknowledgement of any delivery made so far, or of one still to come; now and then void or a refusal.</summary>
    private static readonly Gen<Act> AnAcknowledgement = Gen.Select(
        Gen.Int[0, Records - 1], Gen.Int[0, 2], Gen.Int[1, 30], Gen.Frequency((8, Gen.Const(Session)), (1, Gen.Const(Session + 1))), Gen.Frequency((6, Gen.Const(false)), (1, Gen.Const(true))),
        (record, pairing, delivery, session, refused) => new Act(null, false, false, new Acknowledgement(Pairings[pairing], $"r{record}", session, delivery, refused)));

    private static readonly Gen<Act[]> Acts = Gen.Frequency((1, APage), (3, AnAcknowledgement)).Array[1, 60];

    [Fact]
    public void The_checkpoint_is_that_of_the_last_page_before_the_first_one_of_which_anything_is_owed() => Acts.Sample(acts =>
    {
        var run = new Run();
        foreach (var act in acts)
        {
            run.Do(act);
            run.ShouldBeAsExpected();
        }
    }, iter: 3_000);

    [Fact]
    public void What_waits_is_what_some_pairing_owes_and_once_all_is_acknowledged_nothing_does() => Acts.Sample(acts =>
    {
        var run = new Run();
        foreach (var act in acts)
        {
            run.Do(act);
            run.Window.Count.ShouldBe(run.Owed.Count(entry => entry.Pairings.Count > 0));
        }
        run.CompleteAll();
        foreach (var pairing in Pairings)
        {
            for (var record = 0; record < Records; record++)
                run.Do(new Act(null, false, false, new Acknowledgement(pairing, $"r{record}", Session, long.MaxValue, false)));
        }
        run.Window.IsEmpty.ShouldBeTrue();
        run.ShouldBeAsExpected();
    }, iter: 1_000);

    [Fact]
    public void Whatever_is_owed_is_delivered_again_in_time_and_nothing_else_is() => Acts.Sample(acts =>
    {
        var run = new Run();
        foreach (var act in acts)
            run.Do(act);
        var owed = run.Owed.Where(entry => entry.Pairings.Count > 0).Select(entry => entry.Delivery).ToList();
        var overdue = run.Window.TakeOverdue(Noon + WindowEntry.Patience, int.MaxValue);
        overdue.Select(entry => entry.Delivery).ShouldBe(owed, ignoreOrder: true);
        run.Window.TakeOverdue(Noon + WindowEntry.Patience, int.MaxValue).ShouldBeEmpty("each has its patience again");
    }, iter: 1_000);

    private sealed record Act((int Record, int Pairings)[]? Page, bool IsLate, bool IsListing, Acknowledgement? Acknowledgement);

    /// <summary>A page of the model, by its place among all.</summary>
    private sealed record Opened(IngestWindow.Page Page, bool IsListing);

    /// <summary>A change of the model.</summary>
    private sealed record Entry(int Page, long Delivery, string Record, HashSet<string> Pairings);

    private sealed class Run
    {
        private readonly List<Opened> pages = [];
        private long lastDelivery;
        private string? read;
        private string? listed;

        public IngestWindow Window { get; } = new(Session);

        public List<Entry> Owed { get; } = [];

        public void ShouldBeAsExpected() => (read, listed).ShouldBe((Expected(isListing: false), Expected(isListing: true)));

        /// <summary>What a checkpoint must be, told from the model alone.</summary>
        private string? Expected(bool isListing)
        {
            var settled = Enumerable.Range(0, pages.Count).Where(page => pages[page].IsListing == isListing)
                .TakeWhile(page => pages[page].Page.IsComplete && Owed.Where(entry => entry.Page == page).All(entry => entry.Pairings.Count == 0)).ToList();
            return settled.Count == 0 ? null : $"after {settled[^1]}";
        }

        public void Do(Act act)
        {
            CompleteAll();
            if (act.Page is { } items)
                Open(items, act.IsLate, act.IsListing);
            if (act.Acknowledgement is { } acknowledgement)
                Acknowledge(acknowledgement);
            if (Window.Feed.TryAdvance(out var feed))
                read = feed;
            if (Window.Listing.TryAdvance(out var listing))
                listed = listing;
        }

        public void CompleteAll() => pages.ForEach(page => page.Page.IsComplete = true);

        private void Open((int Record, int Pairings)[] items, bool isLate, bool isListing)
        {
            var page = (isListing ? Window.Listing : Window.Feed).Open($"after {pages.Count}");
            foreach (var (record, mask) in items)
            {
                var owes = Pairings.Where((_, place) => (mask & (1 << place)) != 0).ToHashSet();
                Window.Add(page, $"r{record}", owes, Noon).Delivery.ShouldBe(++lastDelivery);
                Owed.Add(new Entry(pages.Count, lastDelivery, $"r{record}", [.. owes]));
            }
            page.IsComplete = !isLate;
            pages.Add(new Opened(page, isListing));
        }

        /// <summary>Cumulative, of one record and one pairing; void in another session, and no receipt if it refuses.</summary>
        private void Acknowledge(Acknowledgement acknowledgement)
        {
            Window.Acknowledge(acknowledgement, Noon);
            if (acknowledgement.Refused || acknowledgement.Session != Session)
                return;
            foreach (var entry in Owed.Where(entry => entry.Record == acknowledgement.ExternalId && entry.Delivery <= acknowledgement.Delivery))
                entry.Pairings.Remove(acknowledgement.Pairing);
        }
    }
}
