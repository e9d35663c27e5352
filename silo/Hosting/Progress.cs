using Sync.Configuration;
using Sync.Grains;

namespace Sync.Silo.Hosting;

/// <summary>Tells a person at the console how the first scan goes, and once, when everything is in step, where to look.</summary>
internal sealed partial class Progress(
    SiloPlan plan, IPairStore store, IGrainFactory grains, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<Progress> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);
    private readonly long began = time.GetTimestamp();
    private readonly Tally tally = new(store);
    private readonly Dictionary<string, string> lines = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Starting(plan.ConfigurationFile ?? ConfigurationLoader.DefaultName, plan.Storage.Name);
        if (plan.SetBack is { } found)
            SetBack(found);
        foreach (var change in plan.Changes)
            Line(change.ToString());
        try
        {
            await lifetime.StartedAsync(stoppingToken);
            Listening(plan.StatusPage, plan.Grpc);
            while (!await IsInStepAsync(stoppingToken))
                await Task.Delay(Every, time, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task<bool> IsInStepAsync(CancellationToken stopping)
    {
        try
        {
            await tally.BeginAsync(stopping);
            var ingests = await Task.WhenAll(plan.Configuration.Ingests().Select(ingest =>
                grains.GetGrain<IIngestGrain>(ingest.ToString()).GetStatusAsync().WaitAsync(AnswerWithin, time, stopping)));
            var pairings = await Task.WhenAll(plan.Configuration.Pairings.Select(pairing =>
                grains.GetGrain<IPairingGrain>(pairing.Name).GetStatusAsync().WaitAsync(AnswerWithin, time, stopping)));
            await tally.CountAsync(stopping);
            var counts = (await store.CountAsync(stopping)).ToLookup(count => count.Pairing);
            SayScans(ingests);
            foreach (var pairing in pairings)
                Say($"{pairing.Pairing}: {(pairing.Live ? "live" : pairing.CreatesHeldSince is not null ? "not live until a person agrees to creates" : "scanning")}, {tally.Of(pairing.Pairing)}{Statuses(counts[pairing.Pairing])}");
            if (!pairings.All(pairing => pairing.Live) || ingests.Any(ingest => ingest.Window > 0)
                || counts.SelectMany(c => c).Any(c => IsUnderWay(c.Status) && c.Count > 0))
                return false;
            InStep(
                time.GetElapsedTime(began).TotalSeconds, plan.StatusPage, plan.Grpc,
                plan.Configuration.Sides.Crm.Address, plan.Configuration.Sides.Shop.Address);
            return true;
        }
        catch (Exception)
        {
            // Whatever fails is told by who does it; here it is looked at again. An exception that left this service would stop the silo.
            return false;
        }
    }

    private void SayScans(IngestStatus[] ingests)
    {
        foreach (var ingest in ingests.Where(ingest => ingest.Phase is not ("live" or "starting")))
            Say($"{ingest.Side.Name()} {new IngestKey(ingest.Side, ingest.Kind, ingest.Partition).Name}: {ingest.Phase}, {ingest.Scanned} listed");
    }

    private void Say(string line)
    {
        var about = line[..line.IndexOf(':', StringComparison.Ordinal)];
        if (lines.TryGetValue(about, out var before) && before == line)
            return;
        lines[about] = line;
        Line(line);
    }

    private static bool IsUnderWay(PairStatus status) =>
        status is PairStatus.New or PairStatus.Waiting or PairStatus.Pending or PairStatus.Retrying;

    private static string Statuses(IEnumerable<StatusCount> counts) =>
        string.Join(", ", counts.Where(c => c.Count > 0).OrderBy(c => c.Status).Select(c => $"{c.Count} {c.Status.Name()}")) is { Length: > 0 } told
            ? $"; {told}"
            : "";

    [LoggerMessage(LogLevel.Information, "Sync starts: configuration {Configuration}, data in {Data}")]
    private partial void Starting(string configuration, string data);

    [LoggerMessage(LogLevel.Information, "listening: status page {StatusPage}, gRPC {Grpc}")]
    private partial void Listening(Uri statusPage, Uri grpc);

    [LoggerMessage(LogLevel.Warning, "the database was set back: {Found}. Every pair reads both its records again, counters are agreed on anew, and what no match finds is not created until a person agrees (sync creates agree)")]
    private partial void SetBack(string found);

    [LoggerMessage(LogLevel.Information, "{Line}")]
    private partial void Line(string line);

    [LoggerMessage(LogLevel.Information, "everything is in step after {Seconds:0.0} s. status page {StatusPage}  gRPC {Grpc}  crm {Crm}  shop {Shop}")]
    private partial void InStep(double seconds, Uri statusPage, Uri grpc, Uri crm, Uri shop);
}
