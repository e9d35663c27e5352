namespace Sync.Grains;

/// <summary>Brings changes of records that many pairs hold to all of them; see <see cref="FanOut"/>.</summary>
internal sealed class FanOuts(IngestKey ingest, IConnector connector, IngestWindow window, IDelivery delivery, int pageSize)
{
    private readonly Side side = ingest.Side;

    /// <summary>Goes on with what is under way for these records; the changes of all others.</summary>
    public async Task<List<Routed>> GoOnAsync(PairContext context, List<Routed> changes, long epoch, string? traceParent)
    {
        var others = new List<Routed>(changes.Count);
        var goingOn = new List<Task>();
        foreach (var change in changes)
        {
            if (window.FanOutOf(context.Pairing.Name, change.Entry.ExternalId) is not { } fanOut)
                others.Add(change);
            else if (change.Entry == fanOut.Entry)
                goingOn.Add(GoOnAsync(context, fanOut, live: false));
            else if (change.Entry.Delivery > fanOut.Newest)
                goingOn.Add(BeginAsync(context, change, epoch, live: false, traceParent));
        }
        await Task.WhenAll(goingOn);
        return others;
    }

    /// <summary>Begins with a record that some row holds.</summary>
    public async Task BeginAsync(PairContext context, Routed change, long epoch, bool live, string? traceParent)
    {
        if (await LoadAsync(context, change, epoch, traceParent) is not { } load || !change.Entry.Owes.Contains(context.Pairing.Name))
            return;
        if (window.FanOutOf(context.Pairing.Name, change.Entry.ExternalId) is { } other)
            other.Take(load);
        else
            await GoOnAsync(context, window.Begin(context.Pairing.Name, load), live);
    }

    /// <summary>A page; those after it too, where all acknowledge at once.</summary>
    private async Task GoOnAsync(PairContext context, FanOut fanOut, bool live)
    {
        if (fanOut.IsBusy)
            return;
        fanOut.IsBusy = true;
        try
        {
            do
            {
                if (fanOut.IsPageDone)
                    fanOut.Turn();
                await HandOverAsync(context, fanOut, live);
                live = false;
            }
            while (fanOut is { IsPageDone: true, IsOver: false });
        }
        finally
        {
            fanOut.IsBusy = false;
        }
        if (!fanOut.IsOver)
            return;
        // Whoever held it may be gone without having taken this change: then it is nobody's, and is admitted anew.
        var looked = await context.Store.LookUpAsync(context.Pairing.Name, side, [new LookUp(fanOut.Entry.ExternalId, null)], CancellationToken.None);
        if (looked[0].Holder is null)
            window.Drop(context.Pairing.Name, fanOut);
        else
            window.End(context.Pairing.Name, fanOut);
    }

    private async Task HandOverAsync(PairContext context, FanOut fanOut, bool live)
    {
        var isAgain = fanOut.IsOpen;
        var (change, key, epoch, traceParent) = fanOut.Told;
        var page = await context.Store.ConcernedAsync(
            context.Pairing.Name, side, new LookUp(change.Entry.ExternalId, key), fanOut.After, pageSize, CancellationToken.None);
        var owing = fanOut.Open(page, pageSize).Select(one =>
            (one.Pair, change.As(one.Holds ? isAgain ? ChangeForm.Hint : change.Form : ChangeForm.Candidate, ingest, window.Session, epoch, traceParent))).ToList();
        if (owing.Count > 0)
            await delivery.DeliverAsync(owing, live);
    }

    /// <summary>
    /// The change with the record's match key, by which half pairs of the other side wait for it; it is read where only a hint came.
    /// <see langword="null"/>: the side did not answer, and it comes again.
    /// </summary>
    private async Task<FanOut.Load?> LoadAsync(PairContext context, Routed change, long epoch, string? traceParent)
    {
        var record = change.Record;
        if (change is { Form: ChangeForm.Hint, Record: null or { Body.IsEmpty: true } })
        {
            var outcome = await connector.ReadAsync(context.Pairing.Kinds[side], change.Entry.ExternalId, CancellationToken.None);
            if (outcome is ReadOutcome.Failed)
                return null;
            record = (outcome as ReadOutcome.Found)?.Record;
        }
        var mapped = record is { Body.IsEmpty: false } ? context.Mapper.Map(side, record.Body.Span) : null;
        return new FanOut.Load(change, mapped is Mapped.Good { InScope: true } good ? good.MatchKey : null, epoch, traceParent);
    }
}
