using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;
using Tags = Sync.TelemetryTags;

namespace Sync;

/// <summary>
/// The one home of our spans and metrics. Code calls the methods, which are named for what happened; instruments, units and tags
/// stand here. Thread-safe, and nearly free while nobody listens.
/// </summary>
public static class SyncTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Sync";

    /// <summary>Starts our spans.</summary>
    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Changes = Meter.CreateCounter<long>(
        "sync.changes", "{change}", "Changes taken from feeds and webhooks.");

    private static readonly Counter<long> Echoes = Meter.CreateCounter<long>(
        "sync.echoes", "{change}", "Changes that were our own writes coming back.");

    private static readonly Counter<long> Reads = Meter.CreateCounter<long>(
        "sync.reads", "{read}", "Records read because a change could not be merged unread.");

    private static readonly Counter<long> Writes = Meter.CreateCounter<long>(
        "sync.writes", "{write}", "Updates, creates and deletes sent to a side, by outcome.");

    private static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "sync.retries", "{retry}", "Failures of a side for one pair that will be tried again.");

    private static readonly Counter<long> Conflicts = Meter.CreateCounter<long>(
        "sync.conflicts", "{conflict}", "Properties edited on both sides, decided by policy or left to a person.");

    private static readonly Counter<long> Parked = Meter.CreateCounter<long>(
        "sync.parked", "{pair}", "Pairs stopped for a person by a final error.");

    private static readonly Counter<long> Commits = Meter.CreateCounter<long>(
        "sync.commits", "{commit}", "Commits of pair rows, by outcome.");

    private static readonly Counter<long> Sweeps = Meter.CreateCounter<long>(
        "sync.sweeps", "{sweep}", "Sweeps that ended, by outcome.");

    private static readonly Counter<long> Compared = Meter.CreateCounter<long>(
        "sync.sweep.compared", "{pair}", "Pairs that a sweep compared with both listings.");

    private static readonly Counter<long> Divergent = Meter.CreateCounter<long>(
        "sync.sweep.divergent", "{record}", "Records that a sweep found otherwise than known, by reason.");

    private static readonly Counter<long> Repaired = Meter.CreateCounter<long>(
        "sync.sweep.repaired", "{pair}", "Pairs that a sweep found divergent and that were in step again before it ended.");

    private static readonly Histogram<double> Propagation = Meter.CreateHistogram(
        "sync.propagation.duration", "s", "From taking an edit on one side to the other side's answer that it has it.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
        });

    /// <summary>A change was taken by the ingest of a side and kind.</summary>
    public static void ChangeTaken(Side side, string kind, ChangeForm form) =>
        Changes.Add(1, Of(side), new(Tags.Kind, kind), new(Tags.Form, Word(form)));

    /// <summary>A change turned out to be our own write.</summary>
    public static void EchoSeen(string pairing, Side side) => Echoes.Add(1, new(Tags.Pairing, pairing), Of(side));

    /// <summary>A record was read.</summary>
    public static void ReadAnswered(string pairing, Side side, string outcome) =>
        Reads.Add(1, new(Tags.Pairing, pairing), Of(side), new(Tags.Outcome, outcome));

    /// <summary>A write was answered, or its answer was lost.</summary>
    /// <param name="pairing">The pairing.</param>
    /// <param name="side">The side written to.</param>
    /// <param name="operation">update, create or delete.</param>
    /// <param name="outcome">What came of it, in lower case and with hyphens.</param>
    public static void WriteAnswered(string pairing, Side side, string operation, string outcome) =>
        Writes.Add(1, new(Tags.Pairing, pairing), Of(side), new(Tags.Operation, operation), new(Tags.Outcome, outcome));

    /// <summary>A side failed for a pair, which will try again.</summary>
    public static void RetryPlanned(string pairing, Side side) => Retries.Add(1, new(Tags.Pairing, pairing), Of(side));

    /// <summary>A property was edited on both sides.</summary>
    /// <param name="pairing">The pairing.</param>
    /// <param name="property">The property.</param>
    /// <param name="outcome">crm or shop, whichever side a policy chose; manual where a person must.</param>
    public static void ConflictFound(string pairing, string property, string outcome) =>
        Conflicts.Add(1, new(Tags.Pairing, pairing), new(Tags.Property, property), new(Tags.Outcome, outcome));

    /// <summary>A pair was stopped for a person.</summary>
    public static void PairParked(string pairing) => Parked.Add(1, new Tag(Tags.Pairing, pairing));

    /// <summary>A commit of a pair's row was answered.</summary>
    /// <param name="pairing">The pairing.</param>
    /// <param name="outcome">committed, stale, id-taken or key-taken.</param>
    public static void CommitAnswered(string pairing, string outcome) => Commits.Add(1, new(Tags.Pairing, pairing), new(Tags.Outcome, outcome));

    /// <summary>An edit arrived on the other side.</summary>
    /// <param name="pairing">The pairing.</param>
    /// <param name="to">The side it arrived on.</param>
    /// <param name="taken">Since the ingest took it; by one silo's monotonic clock where possible.</param>
    public static void EditArrived(string pairing, Side to, TimeSpan taken) =>
        Propagation.Record(taken.TotalSeconds, new(Tags.Pairing, pairing), Of(to));

    /// <summary>A sweep ended.</summary>
    /// <param name="pairing">The pairing.</param>
    /// <param name="outcome">complete; incomplete, where a listing was cut short; cancelled.</param>
    /// <param name="compared">Pairs compared.</param>
    /// <param name="repaired">Divergent ones that were in step again by then.</param>
    public static void SweepEnded(string pairing, string outcome, long compared, long repaired)
    {
        Sweeps.Add(1, new(Tags.Pairing, pairing), new(Tags.Outcome, outcome));
        Compared.Add(compared, new Tag(Tags.Pairing, pairing));
        Repaired.Add(repaired, new Tag(Tags.Pairing, pairing));
    }

    /// <summary>A sweep found records otherwise than their pairs know them.</summary>
    /// <param name="pairing">The pairing.</param>
    /// <param name="side">Their side.</param>
    /// <param name="reason">In what, in lower case and with hyphens, such as <c>missed-edit</c>.</param>
    /// <param name="count">How many.</param>
    public static void DivergenceFound(string pairing, Side side, string reason, long count) =>
        Divergent.Add(count, new(Tags.Pairing, pairing), Of(side), new(Tags.Reason, reason));

    /// <summary>
    /// Reports <c>sync.window</c> and <c>sync.lag</c> of one ingest until disposed; an ingest that ends must dispose it, or its
    /// last reading would stand beside its successor's on another silo.
    /// </summary>
    /// <param name="ingest">Which it is.</param>
    /// <param name="read">Called by whoever collects, on any thread.</param>
    public static IDisposable WatchIngest(IngestKey ingest, Func<IngestReading> read) => new IngestGauges(ingest, read);

    /// <summary>
    /// The parent for a span that goes on with the trace of a W3C traceparent, such as that of <see cref="ChangeEvent.TraceParent"/>;
    /// the default, no parent, where there is none or it is malformed.
    /// </summary>
    public static ActivityContext Parent(string? traceParent) =>
        ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var parent) ? parent : default;

    internal static Tag Of(Side side) => new(Tags.Side, side.Name());

    private static string Word(ChangeForm form) => form switch
    {
        ChangeForm.Body => "body",
        ChangeForm.Tombstone => "tombstone",
        ChangeForm.Hint => "hint",
        ChangeForm.Candidate => "candidate",
        _ => throw new UnreachableException(),
    };
}
