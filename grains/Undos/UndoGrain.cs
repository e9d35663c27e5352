using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Storage;

namespace Sync.Grains;

/// <summary>A pairing's undos, hosted: one timer works at the one under way.</summary>
[KeepAlive]
internal sealed partial class UndoGrain : Grain, IUndoGrain
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly Drain drain;
    private readonly PairOutages outages;
    private readonly ILogger<UndoGrain> log;
    private readonly GrainMemory<UndoState> memory;
    private readonly UndoRun? run;
    private IGrainTimer? timer;

    public UndoGrain(
        IGrainContext grain, SyncConfiguration configuration, PairContexts contexts, IPairStore store, IGrainStorage storage, Drain drain,
        PairOutages outages, TimeProvider time, ILogger<UndoGrain> log)
    {
        (this.drain, this.outages, this.log) = (drain, outages, log);
        memory = new GrainMemory<UndoState>(storage, "undo", grain.GrainId, DeactivateOnIdle);
        if (contexts.Of(grain.GrainId.Key.ToString()!) is { } context)
            run = new UndoRun(
                context.Pairing, store, TellAsync, async () => (await memory.LoadAsync()).Progress, RememberAsync, time, configuration.Pairings, LiveSinceAsync);
    }

    /// <inheritdoc/>
    public Task StartAsync()
    {
        if (timer is null && run is not null && !drain.Ingests.IsCancellationRequested)
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
    public Task<UndoProgress> UndoAsync(UndoRange range, bool includeOvertaken, string by) =>
        run?.StartAsync(range, includeOvertaken, by) ?? throw new InvalidOperationException($"There is no pairing '{this.GetPrimaryKeyString()}'.");

    /// <inheritdoc/>
    public Task<UndoProgress?> CancelAsync(string by) => run?.CancelAsync(by) ?? Task.FromResult<UndoProgress?>(null);

    /// <inheritdoc/>
    public Task<UndoProgress?> GetProgressAsync() => run?.ProgressAsync() ?? Task.FromResult<UndoProgress?>(null);

    private Task<Instructed> TellAsync(PairId pair, Instruction undo) => GrainFactory.GetGrain<IPairGrain>(pair.Value).InstructAsync(undo);

    private async Task<DateTimeOffset?> LiveSinceAsync() =>
        (await GrainFactory.GetGrain<IPairingGrain>(this.GetPrimaryKeyString()).GetStatusAsync()).LiveSince;

    private async Task RememberAsync(UndoProgress progress)
    {
        var known = await memory.LoadAsync();
        known.Progress = progress;
        await memory.SaveAsync(known);
        if (!progress.IsRunning)
            Undone(this.GetPrimaryKeyString(), progress.By, progress.SetBack, progress.TakenBack, progress.Overtaken, progress.Refused, progress.Failed);
    }

    /// <summary>One run of the timer works until nothing is left; the next comes only after it.</summary>
    private async Task WorkAsync(CancellationToken ended)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ended, drain.Ingests);
        try
        {
            await run!.RunAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The drain; the undo goes on elsewhere.
        }
        catch (Exception failure)
        {
            outages.Note(failure);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Pairing}: {By} undid: {SetBack} values set back, {TakenBack} pairs of records deleted, {Overtaken} left as edited since, {Refused} refused, {Failed} pairs failed")]
    private partial void Undone(string pairing, string by, long setBack, long takenBack, long overtaken, long refused, long failed);
}
