using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sync.Silo.Telemetry;

namespace Sync.Silo.Tests;

public sealed class TelemetryTests : ApiTest
{
    [Fact]
    public async Task Calls_of_the_api_are_traced_and_probes_and_the_page_are_not()
    {
        foreach (var path in new[] { "/", "/page.js", "/api/status", "/health/live", "/health/ready" })
            await Host.Web.GetAsync(path);
        await new Grpc.Health.V1.Health.HealthClient(Host.Channel).CheckAsync(new Grpc.Health.V1.HealthCheckRequest());
        await Host.Api.GetStatusAsync(new V1.GetStatusRequest());
        await Host.StopAsync();

        Host.Traced.PathsAt(Host.GrpcAddress, Host.WebAddress).ShouldBe(["/sync.v1.SyncService/GetStatus"]);
    }

    [Fact]
    public void An_ingest_is_measured_until_it_ends()
    {
        var measured = new List<(string Instrument, double Value)>();
        using var listener = Listen(measured, kind: "measured-kind");
        var ingest = SyncTelemetry.WatchIngest(new(Side.Shop, "measured-kind"), () => new IngestReading(3, 1.5));

        listener.RecordObservableInstruments();
        ingest.Dispose();
        listener.RecordObservableInstruments();

        measured.ShouldBe([("sync.window", 3), ("sync.lag", 1.5)], ignoreOrder: true);
    }

    [Fact]
    public void What_happens_is_counted_with_its_tags()
    {
        var measured = new List<(string Instrument, double Value)>();
        using var listener = Listen(measured, kind: "counted-kind");

        SyncTelemetry.ChangeTaken(Side.Crm, "counted-kind", ChangeForm.Body);

        measured.ShouldBe([("sync.changes", 1)]);
    }

    [Fact]
    public void What_a_sweep_found_is_counted_by_side_and_reason()
    {
        var measured = new List<(string Instrument, double Value)>();
        using var listener = Listen(measured, TelemetryTags.Pairing, "swept-pairing");

        SyncTelemetry.SweepEnded("swept-pairing", "incomplete", 7, 2);
        SyncTelemetry.DivergenceFound("swept-pairing", Side.Shop, "missed-edit", 3);

        measured.ShouldBe([("sync.sweeps", 1), ("sync.sweep.compared", 7), ("sync.sweep.repaired", 2), ("sync.sweep.divergent", 3)]);
    }

    [Fact]
    public void Every_instrument_stands_in_the_reference_page_and_no_other()
    {
        var instruments = new HashSet<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == SyncTelemetry.Name)
                    instruments.Add(instrument.Name);
            },
        };
        SyncTelemetry.WatchIngest(new(Side.Crm, "any"), () => default).Dispose();
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(SyncTelemetry).TypeHandle);
        listener.Start();

        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "METRICS.md"));
        System.Text.RegularExpressions.Regex.Matches(page, @"^\| `(sync\.[a-z.]+)`", System.Text.RegularExpressions.RegexOptions.Multiline)
            .Select(m => m.Groups[1].Value).Order().ShouldBe(instruments.Order());
    }

    [Fact]
    public void A_trace_goes_on_from_its_traceparent_and_a_malformed_one_starts_anew()
    {
        SyncTelemetry.Parent($"00-{Sample.TraceId}-00f067aa0ba902b7-01").TraceId.ToString().ShouldBe(Sample.TraceId);
        SyncTelemetry.Parent("rubbish").ShouldBe(default);
        SyncTelemetry.Parent(null).ShouldBe(default);
    }

    [Fact]
    public void An_otlp_address_that_is_none_is_refused_by_name()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("otlp", "collector:4317")]).Build();

        Should.Throw<InvalidOperationException>(() => new ServiceCollection().AddSyncTelemetry(configuration))
            .Message.ShouldBe("'otlp' is 'collector:4317'; expected an address such as http://127.0.0.1:4317.");
    }

    private static MeterListener Listen(List<(string Instrument, double Value)> measured, string kind) => Listen(measured, TelemetryTags.Kind, kind);

    private static MeterListener Listen(List<(string Instrument, double Value)> measured, string tag, string wanted)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == SyncTelemetry.Name)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
        return listener;

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.Contains(new KeyValuePair<string, object?>(tag, wanted)))
                measured.Add((instrument.Name, value));
        }
    }
}
