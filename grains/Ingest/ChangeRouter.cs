namespace Sync.Grains;

/// <summary>Delivers to pairs: live changes by stream, the rest by direct calls.</summary>
public interface IDelivery
{
    /// <summary>Hands changes over; returns when they are with the stream or noted by the pair. A pair that cannot be reached is no error.</summary>
    Task DeliverAsync(IReadOnlyList<(PairId Pair, ChangeEvent Change)> changes, bool live);
}

/// <summary>A change on its way to the pair of one pairing.</summary>
/// <param name="Entry">Its place in the window.</param>
/// <param name="Form">What is told of it.</param>
/// <param name="Record">The record where it is known; needed to find or make the pair of an unknown one.</param>
/// <param name="Place">Where it stood in the feed.</param>
internal sealed record Routed(WindowEntry Entry, ChangeForm Form, SideRecord? Record, long? Place)
{
    /// <summary>As it is delivered.</summary>
    public ChangeEvent As(ChangeForm form, IngestKey ingest, long session, long epoch, string? traceParent) => new()
    {
        Side = ingest.Side,
        Partition = ingest.Partition,
        ExternalId = Entry.ExternalId,
        Form = form,
        Session = session,
        Delivery = Entry.Delivery,
        Epoch = epoch,
        Place = Place,
        Version = Record?.Version,
        ModifiedAt = Record?.ModifiedAt,
        Body = form == ChangeForm.Body ? Record!.Body.ToArray() : null,
        TraceParent = traceParent,
    };
}

/// <summary>
/// Finds, for the changes of a page, the pairs they belong to: one look-up for all, one insert for the unknown. It never
/// updates a row, and remembers no pair: a change delivered again starts here. A record that many pairs may hold goes to all of them
/// by <see cref="FanOuts"/>.
/// </summary>
internal sealed class ChangeRouter(
    IngestKey ingest, IReadOnlyList<PairContext> pairings, IConnector connector, IngestWindow window, IDelivery delivery, FanOuts fanOuts, TimeProvider time)
{
    private readonly Side side = ingest.Side;

    /// <summary>Routes changes for the pairings their entries still owe.</summary>
    public async Task RouteAsync(IReadOnlyList<Routed> changes, long epoch, bool live, string? traceParent)
    {
        foreach (var context in pairings)
        {
            var owed = changes.Where(c => c.Entry.Owes.Contains(context.Pairing.Name)).ToList();
            if (owed.Count > 0)
                await RouteAsync(context, owed, epoch, live, traceParent);
        }
    }

    private async Task RouteAsync(PairContext context, List<Routed> changes, long epoch, bool live, string? traceParent)
    {
        if (context.Pairing.Many == side)
            changes = await fanOuts.GoOnAsync(context, changes, epoch, traceParent);
        // Most changes are of records that a pair holds, which maps them itself.
        var looked = await LookUpAsync(context, [.. changes.Select(c => new LookUp(c.Entry.ExternalId, null))]);
        var handed = new Handed(changes.Count);
        var unheld = new List<Routed>();
        for (var i = 0; i < changes.Count; i++)
        {
            var change = changes[i];
            if (looked[i].Holder is { } holder)
                Hand(context, holder, change, handed, epoch, live, traceParent);
            else
                unheld.Add(change);
        }
        if (unheld.Count > 0)
            await AdmitAsync(context, unheld, handed, epoch, live, traceParent);
        if (handed.ToOne.Count > 0)
            await delivery.DeliverAsync(handed.ToOne, live);
        await Task.WhenAll(handed.ToMany);
    }

    /// <summary>Records that no row held a moment ago: candidates for a half pair of the other side, or half pairs themselves.</summary>
    private async Task AdmitAsync(PairContext context, List<Routed> changes, Handed handed, long epoch, bool live, string? traceParent)
    {
        var mapped = changes.Select(c => c.Record is { Body.IsEmpty: false } r ? context.Mapper.Map(side, r.Body.Span) : null).ToList();
        var looked = await LookUpAsync(context, [.. changes.Select((c, i) => new LookUp(c.Entry.ExternalId, (mapped[i] as Mapped.Good)?.MatchKey))]);
        var unknown = new List<(Routed Change, HalfPair Half)>();
        for (var i = 0; i < changes.Count; i++)
        {
            var change = changes[i];
            if (looked[i].Holder is { } meanwhile)
                Hand(context, meanwhile, change, handed, epoch, live, traceParent);
            else if (change.Form == ChangeForm.Tombstone || mapped[i] is Mapped.Good { InScope: false })
                window.Settle(change.Entry, context.Pairing.Name);
            else if (mapped[i] is null)
                await RouteUnreadAsync(context, change, epoch, live, traceParent);
            else if (context.Pairing.Many is null && looked[i].Counterpart is { } counterpart)
                handed.ToOne.Add((counterpart, Event(change, ChangeForm.Candidate, epoch, traceParent)));
            else
                unknown.Add((change, NewHalf(context, change, (mapped[i] as Mapped.Good)?.MatchKey, isAmbiguous: false)));
        }
        await InsertAsync(context, unknown, handed, epoch, live, traceParent);
    }

    private Task<IReadOnlyList<LookedUp>> LookUpAsync(PairContext context, IReadOnlyList<LookUp> records) =>
        context.Store.LookUpAsync(context.Pairing.Name, side, records, CancellationToken.None);

    /// <summary>A hint of a record no row holds: what it is must be read first.</summary>
    private async Task RouteUnreadAsync(PairContext context, Routed change, long epoch, bool live, string? traceParent)
    {
        var outcome = await connector.ReadAsync(context.Pairing.Kinds[side], change.Entry.ExternalId, CancellationToken.None);
        if (outcome is ReadOutcome.NotFound)
            window.Settle(change.Entry, context.Pairing.Name);
        else if (outcome is ReadOutcome.Found { Record: { Body.IsEmpty: false } record })
            await RouteAsync(context, [change with { Record = record }], epoch, live, traceParent);
    }

    private async Task InsertAsync(
        PairContext context, List<(Routed Change, HalfPair Half)> unknown, Handed handed, long epoch, bool live, string? traceParent)
    {
        if (unknown.Count == 0)
            return;
        var inserted = await context.Store.InsertHalvesAsync([.. unknown.Select(u => u.Half)], CancellationToken.None);
        for (var i = 0; i < unknown.Count; i++)
        {
            var (change, half) = unknown[i];
            switch (inserted[i])
            {
                case Inserted.Held held:
                    Hand(context, held.By, change, handed, epoch, live, traceParent);
                    break;
                case Inserted.KeyTaken taken when !half.Ambiguous:
                    // Two records with one key: this one waits for a person, and the first is told, whose word settles the change.
                    var ambiguous = NewHalf(context, change, null, isAmbiguous: true);
                    await InsertAsync(context, [(change, ambiguous)], handed, epoch, live, traceParent);
                    handed.ToOne.Add((taken.By, Event(change, ChangeForm.Candidate, epoch, traceParent)));
                    break;
                case Inserted.Done when half.Ambiguous:
                    break;
                case Inserted.Done when live || await IsAwaitedAsync(context, half):
                    Hand(context, half.Id, change, handed, epoch, live, traceParent);
                    break;
                default:
                    // The row is the change's durable wait: it is due, and whoever wakes it looks around first.
                    window.Settle(change.Entry, context.Pairing.Name);
                    break;
            }
        }
    }

    /// <summary>To the pair that holds the record, or to all that do.</summary>
    private void Hand(PairContext context, PairId holder, Routed change, Handed handed, long epoch, bool live, string? traceParent)
    {
        if (context.Pairing.Many == side)
            handed.ToMany.Add(fanOuts.BeginAsync(context, change, epoch, live, traceParent));
        else
            handed.ToOne.Add((holder, Event(change, change.Form, epoch, traceParent)));
    }

    /// <summary>Whether half pairs of the other side wait for a record that all of them may be linked with, and are to be told of it.</summary>
    private async Task<bool> IsAwaitedAsync(PairContext context, HalfPair half) => context.Pairing.Many == side && half.MatchKey is not null
        && (await LookUpAsync(context, [new LookUp(half.ExternalId, half.MatchKey)]))[0].Counterpart is not null;

    private HalfPair NewHalf(PairContext context, Routed change, string? matchKey, bool isAmbiguous)
    {
        var now = time.GetUtcNow();
        return new HalfPair(context.NewId(now), side, change.Entry.ExternalId, matchKey, isAmbiguous, now) { Many = context.Pairing.Many };
    }

    private ChangeEvent Event(Routed change, ChangeForm form, long epoch, string? traceParent) =>
        change.As(form, ingest, window.Session, epoch, traceParent);

    /// <summary>What is handed over of a page: changes for one pair each, and those on their way to many.</summary>
    private sealed class Handed(int capacity)
    {
        public List<(PairId Pair, ChangeEvent Change)> ToOne { get; } = new(capacity);

        public List<Task> ToMany { get; } = [];
    }
}
