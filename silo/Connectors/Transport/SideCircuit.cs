namespace Sync.Connectors;

/// <summary>
/// The circuit of one side. It opens when the side itself fails: three times in a row not reached, not authorised, or forbidden
/// (of one path only the first counts, so that one record's 403 does not open it), or when nearly all of at least ten requests
/// within ten seconds failed. It stays open for 1 s, twice as long each time the request that tries it fails, at most 30 s.
/// </summary>
internal sealed partial class SideCircuit(Side side, TimeProvider time, ILogger<SideCircuit> log) : ISideCircuit
{
    internal const int SideFailuresToOpen = 3;
    internal const int MinimumRequests = 10;
    internal static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    internal static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private const double FailingRatio = 0.9;

    private readonly Lock turn = new();
    private readonly HashSet<string> forbidden = new(StringComparer.Ordinal);
    private int sideFailures;
    private long windowBegan = time.GetTimestamp();
    private int asked;
    private int failed;

    private DateTimeOffset since = time.GetUtcNow();
    private string? reason;
    private long openedAt;
    private TimeSpan? pause;
    private bool trying;
    private int period;

    /// <inheritdoc/>
    public CircuitStatus Status
    {
        get
        {
            lock (turn)
            {
                var state = pause is null ? CircuitState.Closed : Rest > TimeSpan.Zero ? CircuitState.Open : CircuitState.HalfOpen;
                return new CircuitStatus(state, since, reason);
            }
        }
    }

    private TimeSpan Rest => pause is { } length ? length - time.GetElapsedTime(openedAt) : TimeSpan.Zero;

    /// <summary>Answers at once while nothing may be sent.</summary>
    /// <exception cref="NotSentException">The pause is not over; carries its rest.</exception>
    public void ThrowIfOpen(Call call)
    {
        lock (turn)
        {
            if (Rest is var rest && rest > TimeSpan.Zero)
                throw Shut(call, rest);
        }
    }

    /// <summary>Lets a request through; what came of it is to be reported with the passage.</summary>
    /// <exception cref="NotSentException">The circuit is open, or another request is trying it.</exception>
    public Passage Enter(Call call)
    {
        lock (turn)
        {
            ThrowIfOpen(call);
            if (trying)
                throw Shut(call, FirstPause);
            trying = pause is not null;
            return new Passage(call, trying, period);
        }
    }

    /// <summary>Takes account of what came of a request. One let through before the circuit last opened or closed says nothing.</summary>
    public void Report(Passage passage, Verdict verdict)
    {
        lock (turn)
        {
            if (passage.Period != period)
                return;
            if (!passage.Trial)
                Count(passage.Call, verdict);
            else if (verdict.Health is Health.Well)
                Close();
            else if (verdict.Health is Health.Untold)
                trying = false;
            else
                Open(verdict);
        }
    }

    private void Count(Call call, Verdict verdict)
    {
        if (verdict.Health is Health.Untold)
            return;
        if (time.GetElapsedTime(windowBegan) > Window)
            BeginWindow();
        asked++;
        if (verdict.Health is Health.Well)
        {
            sideFailures = 0;
            forbidden.Clear();
            return;
        }

        failed++;
        if (verdict.Health is Health.SideFailed || (verdict.Health is Health.Forbidden && forbidden.Add(call.Name)))
            sideFailures++;
        if (sideFailures >= SideFailuresToOpen || (asked >= MinimumRequests && failed >= asked * FailingRatio))
            Open(verdict);
    }

    private void Open(Verdict verdict)
    {
        var grown = pause is { } last ? last * 2 : FirstPause;
        if (verdict.RetryAfter is { } asksFor && asksFor > grown)
            grown = asksFor;
        pause = grown < LongestPause ? grown : LongestPause;
        reason = verdict.Reason;
        openedAt = time.GetTimestamp();
        Turn();
        Opened(side.Name(), pause.Value.TotalSeconds, reason);
    }

    private void Close()
    {
        pause = null;
        reason = null;
        Turn();
        Closed(side.Name());
    }

    private void Turn()
    {
        since = time.GetUtcNow();
        period++;
        trying = false;
        sideFailures = 0;
        forbidden.Clear();
        BeginWindow();
    }

    private void BeginWindow()
    {
        windowBegan = time.GetTimestamp();
        asked = 0;
        failed = 0;
    }

    private NotSentException Shut(Call call, TimeSpan rest) =>
        new(new Failure($"{call.Name}: not sent, the circuit is open since {since:u}: {reason}", rest, SideWide: true));

    [LoggerMessage(LogLevel.Warning, "{Side}: circuit open for {Seconds} s: {Reason}")]
    private partial void Opened(string side, double seconds, string reason);

    [LoggerMessage(LogLevel.Information, "{Side}: circuit closed, the side answers again")]
    private partial void Closed(string side);

    /// <summary>One request on its way.</summary>
    /// <param name="Call">The request.</param>
    /// <param name="Trial">Whether it tries a circuit whose pause is over.</param>
    /// <param name="Period">Counts how often the circuit has opened and closed.</param>
    internal readonly record struct Passage(Call Call, bool Trial, int Period);
}
