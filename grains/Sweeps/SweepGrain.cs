using System.Text.Json;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Storage;

namespace Sync.Grains;

/// <summary>A pairing's sweep, hosted: one timer that begins a sweep when it is time for one and works at the one under way.</summary>
[KeepAlive]
internal sealed partial class SweepGrain : Grain, ISweepGrain
{
    /// <summary>How long a change may be on its way beyond what its side takes between two polls: a delivery lost, and made again.</summary>
    private static readonly TimeSpan Patience = 3 * WindowEntry.Patience;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly SyncConfiguration configuration;
    private readonly PairContext? context;
    private readonly IWebhookInbox? inbox;
    private readonly Drain drain;
    private readonly PairOutages outages;
    private readonly TimeProvider time;
    private readonly ILogger<SweepGrain> log;
    private readonly GrainMemory<SweepState> memory;
    private readonly Sweep? sweep;
    private IGrainTimer? timer;

    public SweepGrain(
        IGrainContext grain, SyncConfiguration configuration, PairContexts contexts, IEnumerable<IWebhookInbox> inboxes, IGrainStorage storage,
        Drain drain, PairOutages outages, TimeProvider time, ILogger<SweepGrain> log)
    {
        (this.configuration, this.drain, this.outages, this.time, this.log, inbox) = (configuration, drain, outages, time, log, inboxes.FirstOrDefault());
        memory = new GrainMemory<SweepState>(storage, "sweep", grain.GrainId, DeactivateOnIdle);
        context = contexts.Of(grain.GrainId.Key.ToString()!);
        if (context is not null)
            sweep = new Sweep(
                context, new SweepSettling(context, AuditAsync, HintAsync), Patience + LongestPoll(configuration, context.Pairing),
                async () => (await memory.LoadAsync()).Report, RememberAsync);
    }

    /// <inheritdoc/>
    public Task StartAsync()
    {
        if (timer is null && sweep is not null && !drain.Ingests.IsCancellationRequested)
            timer = this.RegisterGrainTimer(WorkAsync, new GrainTimerCreationOptions(LookEvery, LookEvery) { Interleave = true, KeepAlive = true });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync()
    {
        timer?.Dispose();
        timer = null;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<SweepReport> SweepAsync(string by) =>
        sweep?.StartAsync(by) ?? throw new InvalidOperationException($"There is no pairing '{this.GetPrimaryKeyString()}'.");

    /// <inheritdoc/>
    public Task<SweepReport?> CancelAsync(string by) => sweep?.CancelAsync(by) ?? Task.FromResult<SweepReport?>(null);

    /// <inheritdoc/>
    public Task<SweepReport?> GetReportAsync() => sweep?.ProgressAsync() ?? Task.FromResult<SweepReport?>(null);

    /// <summary>A side without a long poll tells of a change only at its next poll.</summary>
    private static TimeSpan LongestPoll(SyncConfiguration configuration, Pairing pairing) => Sides.Both.Max(side =>
        configuration.ProtocolOf(side, pairing.Kinds[side]) is { Wait.Ticks: 0 } polled
            ? polled.PollInterval
            : TimeSpan.Zero);

    private Task<Instructed> AuditAsync(PairId pair) => GrainFactory.GetGrain<IPairGrain>(pair.Value).InstructAsync(new Instruction.Audit());

    private async Task HintAsync(Side side, string externalId)
    {
        var kind = context!.Pairing.Kinds[side];
        if (inbox is null)
            return;
        await inbox.PutAsync(side, [new WebhookHint(kind, externalId)], CancellationToken.None);
        await GrainFactory.GetGrain<IIngestGrain>(configuration.IngestsOf(side, kind)[0].ToString()).InboxAsync();
    }

    private async Task RememberAsync(SweepReport report)
    {
        var known = await memory.LoadAsync();
        known.Report = report;
        await memory.SaveAsync(known);
        if (report.IsRunning)
            return;
        Count(this.GetPrimaryKeyString(), report);
        Swept(this.GetPrimaryKeyString(), report.Compared, report.Divergent, report.Repaired, report.IsIncomplete ? "; a listing was cut short" : "", report.By);
    }

    private static void Count(string pairing, SweepReport report)
    {
        var outcome = report.CancelledBy is not null ? "cancelled" : report.IsIncomplete ? "incomplete" : "complete";
        SyncTelemetry.SweepEnded(pairing, outcome, report.Compared, report.Repaired);
        foreach (var (side, reason, count) in report.Counts)
            SyncTelemetry.DivergenceFound(pairing, side, JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString()), count);
    }

    /// <summary>One run of the timer works until nothing is left or it has to wait; the next comes only after it.</summary>
    private async Task WorkAsync(CancellationToken ended)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ended, drain.Ingests);
        try
        {
            await BeginOnScheduleAsync();
            await sweep!.RunAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The drain; the sweep lists anew elsewhere.
        }
        catch (Exception failure)
        {
            outages.Note(failure);
        }
    }

    private async Task BeginOnScheduleAsync()
    {
        if (context!.Pairing.SweepEvery is not { } every || await sweep!.ProgressAsync() is { IsRunning: true } || !await context.Gate.IsLiveAsync(context.Pairing.Name))
            return;
        var known = await memory.LoadAsync();
        if (known.LiveSince is null)
        {
            known.LiveSince = time.GetUtcNow();
            await memory.SaveAsync(known);
        }
        if (time.GetUtcNow() >= (known.Report?.FinishedAt ?? known.LiveSince) + every)
            await sweep.StartAsync("schedule");
    }

    [LoggerMessage(LogLevel.Information, "{Pairing}: a sweep of {By} compared {Pairs} pairs, {Divergent} were divergent and {Repaired} of them are in step again{Note}")]
    private partial void Swept(string pairing, long pairs, long divergent, long repaired, string note, string by);
}
