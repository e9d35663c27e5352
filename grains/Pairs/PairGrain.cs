using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Configuration;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Sync.Grains;

/// <summary>
/// One pair, hosted: changes come by stream or by direct call and are only noted; a one-shot interleaving timer runs
/// <see cref="PairLoop"/>, so that collection and deactivation wait for the write in hand. Activation does no I/O and never
/// throws, because a stream's whole queue would wait for it.
/// </summary>
[CollectionAgeLimit(Minutes = 2)]
[HashBasedPlacement]
[ImplicitStreamSubscription("crm")]
[ImplicitStreamSubscription("shop")]
internal sealed partial class PairGrain(
    PairContexts contexts, Drain drain, Arrivals arrivals, PairOutages outages, TimeProvider time, ILogger<PairGrain> log)
    : Grain, IPairGrain, IStreamSubscriptionObserver, IAsyncObserver<ChangeEvent>
{
    /// <summary>A next attempt further away than this is left to the poll.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly int arrivalsBefore = arrivals.Count;
    private readonly Attention attention = new();
    private IGrainTimer timer = null!;
    private PairLoop? loop;
    private bool isWorking;
    private int failures;
    private bool isPausing;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        timer = this.RegisterGrainTimer(WorkAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)
        {
            Interleave = true,
            KeepAlive = true,
        });
        if (PairId.TryParse(this.GetPrimaryKeyString(), out var id) && contexts.Of(id.Pairing) is { } context)
            loop = PairTrace.Traced(id, context);
        else
            Unknown(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<ChangeEvent>().ResumeAsync(this);

    /// <inheritdoc/>
    public Task OnNextAsync(ChangeEvent item, StreamSequenceToken? token = null) => NoteAsync(item);

    /// <summary>A stream that failed delivers again by direct call.</summary>
    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task NoteAsync(ChangeEvent change)
    {
        if (loop is not null)
        {
            loop.Note(change);
            attention.Note(change, loop.Writes);
        }

        Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task WakeAsync()
    {
        if (!isWorking)
            loop?.Wake();
        Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<Instructed> InstructAsync(Instruction instruction)
    {
        if (loop is null)
            return new Instructed.NotThere();
        if (loop.IsOver)
            throw new CutOffException("The pair was changed elsewhere.");
        var answer = loop.InstructAsync(instruction);
        // A person is not kept waiting by a pause.
        isPausing = false;
        Start();
        try
        {
            return await answer.WaitAsync(drain.Pairs);
        }
        catch (OperationCanceledException)
        {
            throw new CutOffException("This silo is shutting down.");
        }
    }

    private void Start()
    {
        if (loop is not null && !isWorking && !isPausing && !drain.Pairs.IsCancellationRequested)
            timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private async Task WorkAsync(CancellationToken ended)
    {
        if (isWorking || loop is null || drain.Pairs.IsCancellationRequested)
            return;
        isWorking = true;
        isPausing = false;
        try
        {
            if (!loop.HasWork)
                loop.Wake();
            await loop.RunAsync(drain.Pairs);
            failures = 0;
        }
        catch (Exception failure)
        {
            // Memory is forgotten and the row loaded again; what was not acknowledged is delivered again.
            failures++;
            outages.Note(failure);
        }
        finally
        {
            isWorking = false;
        }

        Rest();
    }

    /// <summary>Ends, goes on after a pause, or sleeps until the pair's own next attempt.</summary>
    private void Rest()
    {
        if (loop!.IsOver)
        {
            DeactivateOnIdle();
        }
        else if (drain.Pairs.IsCancellationRequested)
        {
            // What is left is delivered again, or is due, elsewhere.
        }
        else if (failures > 0)
        {
            var pause = TimeSpan.FromMilliseconds(250 * Math.Pow(2, Math.Min(failures - 1, 10)));
            isPausing = true;
            timer.Change(pause < LongestPause ? pause : LongestPause, Timeout.InfiniteTimeSpan);
        }
        else if (loop.HasWork)
        {
            timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
        else if (loop.NextAttempt is { } next && next - time.GetUtcNow() is var rest && rest > TimeSpan.Zero && rest < Soon)
        {
            // A millisecond more than stored, since times are cut there.
            timer.Change(rest + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
        else if (arrivals.Count > arrivalsBefore || !attention.IsPaid(loop.Writes))
        {
            // All it knows is in its row: the next change activates it where it belongs now.
            DeactivateOnIdle();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The pair {Pair} belongs to no pairing of the configuration and is left alone")]
    private partial void Unknown(string pair);
}
