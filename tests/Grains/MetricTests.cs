using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Sync.EndToEnd.Tests;

namespace Sync.Grains.Tests;

public sealed class MetricTests : GrainWorld
{
    private readonly ConcurrentDictionary<string, double> measured = new();

    [Fact]
    public async Task An_edit_is_counted_as_change_write_commit_arrival_and_echo()
    {
        await InStepAsync();
        var someone = await SomeoneAsync();
        using var listener = Listen();

        await Crm.PatchAsync("customers", someone.Crm, "phone", "+41 44 222 22 22");

        await Eventually.TrueAsync(() => Task.FromResult(Missing(
            "sync.changes customer", "sync.writes customer update succeeded", "sync.commits customer committed",
            "sync.propagation.duration customer", "sync.echoes customer")));
    }

    [Fact]
    public async Task A_sweep_is_counted_with_what_it_compared()
    {
        await InStepAsync();
        using var listener = Listen();
        var sweep = Grains.GetGrain<ISweepGrain>("customer");
        await sweep.StartAsync();

        await sweep.SweepAsync("Eve");

        await Eventually.TrueAsync(() => Task.FromResult(Missing("sync.sweeps customer complete", "sync.sweep.compared customer")));
        measured["sync.sweep.compared customer"].ShouldBe((await sweep.GetReportAsync())!.Compared);
    }

    [Fact]
    public async Task One_trace_leads_from_the_feed_page_through_the_pair_to_the_request_on_the_other_side()
    {
        await InStepAsync();
        var someone = await SomeoneAsync();
        var spans = new ConcurrentQueue<System.Diagnostics.Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Sync" or "Sync.Connectors" or "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        // The page under way when the listener came is not traced; the second edit's is.
        await Crm.PatchAsync("customers", someone.Crm, "notes", "first");
        await Eventually.IsAsync("first", async () => $"{(await Shop.ReadAsync("customers", someone.Shop))?["note"]}");
        await Crm.PatchAsync("customers", someone.Crm, "notes", "second");

        await Eventually.TrueAsync(() => Task.FromResult(spans.Any(IsWriteOfTheTrace) ? null : "no PATCH is in the trace of a feed page"));

        bool IsWriteOfTheTrace(System.Diagnostics.Activity write) =>
            write.Source.Name == "System.Net.Http" && $"{write.GetTagItem("http.request.method")}" == "PATCH"
            && spans.Any(s => s.OperationName == "pair" && s.TraceId == write.TraceId)
            && spans.Any(s => s.OperationName == "ingest page" && s.TraceId == write.TraceId && $"{s.GetTagItem(TelemetryTags.Side)}" == "crm");
    }

    private MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == SyncTelemetry.Name)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
        return listener;
    }

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var words = new List<string> { instrument.Name };
        foreach (var name in new[] { TelemetryTags.Pairing, TelemetryTags.Kind, TelemetryTags.Operation, TelemetryTags.Outcome })
        {
            foreach (var tag in tags)
            {
                if (tag.Key == name)
                    words.Add($"{tag.Value}");
            }
        }

        measured.AddOrUpdate(string.Join(' ', words), value, (_, before) => before + value);
    }

    private string? Missing(params string[] names) =>
        names.Where(n => !measured.ContainsKey(n)).ToList() is { Count: > 0 } missing
            ? $"not measured: {string.Join(", ", missing)}; measured: {string.Join(", ", measured.Keys.Order())}"
            : null;
}
