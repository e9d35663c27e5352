using System.Diagnostics.CodeAnalysis;

namespace Sync.Grains;

/// <summary>
/// What was delivered to a pair and not taken yet: of each record the newest body by position, never by arrival. A hint is
/// sticky: noted beside a body, the pair reads.
/// </summary>
internal sealed class NotedChanges
{
    private readonly List<Noted> waiting = [];

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => waiting.Count == 0;

    /// <summary>Notes a delivery beside, or in place of, what waits for the same record.</summary>
    public void Add(ChangeEvent change, long now)
    {
        var index = waiting.FindIndex(n => n.Side == change.Side && n.ExternalId == change.ExternalId);
        if (index < 0)
            waiting.Add(Noted.Of(change, now));
        else
            waiting[index] = waiting[index].With(change);
    }

    /// <summary>Takes what waited longest.</summary>
    public bool TryTake([NotNullWhen(true)] out Noted? noted)
    {
        noted = waiting.FirstOrDefault();
        if (noted is not null)
            waiting.RemoveAt(0);
        return noted is not null;
    }

    /// <summary>Forgets everything; the ingests deliver it again.</summary>
    public void Clear() => waiting.Clear();
}

/// <summary>Everything noted of one record.</summary>
/// <param name="Newest">The newest body, or else the last word without one.</param>
/// <param name="IsHinted">Whether any delivery was but a hint.</param>
/// <param name="Deliveries">The highest delivery of each ingest's session.</param>
/// <param name="TakenAt">When the first of them came, as a timestamp of the clock.</param>
/// <param name="TraceParents">The traces of all that was coalesced into this, oldest first.</param>
internal sealed record Noted(
    ChangeEvent Newest, bool IsHinted, IReadOnlyDictionary<(string? Partition, long Session), long> Deliveries, long TakenAt, IReadOnlyList<string> TraceParents)
{
    private const int MostTraces = 16;

    public Side Side => Newest.Side;

    public string ExternalId => Newest.ExternalId;

    public static Noted Of(ChangeEvent change, long now) => new(
        change, IsHint(change), new Dictionary<(string?, long), long> { [(change.Partition, change.Session)] = change.Delivery }, now,
        change.TraceParent is null ? [] : [change.TraceParent]);

    public Noted With(ChangeEvent change)
    {
        var deliveries = new Dictionary<(string?, long), long>(Deliveries);
        var session = (change.Partition, change.Session);
        deliveries[session] = Math.Max(change.Delivery, deliveries.GetValueOrDefault(session));
        var traces = change.TraceParent is null || TraceParents.Count >= MostTraces ? TraceParents : [.. TraceParents, change.TraceParent];
        return new Noted(Newer(Newest, change), IsHinted || IsHint(change), deliveries, TakenAt, traces);
    }

    private static ChangeEvent Newer(ChangeEvent one, ChangeEvent other) => (one.Form, other.Form) switch
    {
        (ChangeForm.Body, ChangeForm.Body) => other.Position > one.Position || one.Position is null ? other : one,
        (ChangeForm.Body, _) => one,
        _ => other,
    };

    private static bool IsHint(ChangeEvent change) => change.Form != ChangeForm.Body || change.Position is null;
}
