namespace Sync.Simulation;

/// <summary>The kinds of misfortune; a shape, or a shrunk history, may go without some.</summary>
[Flags]
internal enum Misfortune
{
    None = 0,
    LostAnswers = 1,
    LostRequests = 2,
    LateRequests = 4,
    Throttling = 8,
    FailedReads = 16,
    RepeatingFeed = 32,
    UnorderedPages = 64,
    Normalising = 128,
    SilentWrites = 256,
    ForgottenKeys = 512,
    LossyStreams = 1024,
    ExpiredCursors = 2048,
    CutListings = 4096,
    Slowness = 8192,
    LostWebhooks = 16384,
    SkippedItems = 32768,
    All = 65535,
}

/// <summary>How a simulated side misbehaves, all rates of one, and what it cannot do.</summary>
internal sealed record Faults
{
    public double LostAnswer { get; init; }
    public double LostRequest { get; init; }
    public double Late { get; init; }
    public double Throttled { get; init; }
    public double ReadFails { get; init; }
    public double RepeatsFeed { get; init; }
    public double ExpiresCursor { get; init; }

    /// <summary>How many items a feed leaves out for good.</summary>
    public double SkipsFeed { get; init; }

    /// <summary>How much of what rows already hold a listing leaves out.</summary>
    public double CutsListing { get; init; }

    /// <summary>How many other things may happen while a request is on its way, or its answer.</summary>
    public int MostTurns { get; init; }
    public bool ReordersPage { get; init; }
    public bool Idempotent { get; init; } = true;

    /// <summary>Whether b is stored in capitals, c without white space at its ends and words in their order, when the engine writes them.</summary>
    public bool Normalises { get; init; }

    /// <summary>Whether numbers are stored with two digits.</summary>
    public bool Rounds { get; init; }

    /// <summary>Whether times are stored in whole seconds, and by how much they are shifted.</summary>
    public bool Truncates { get; init; }
    public TimeSpan Shift { get; init; }

    public bool AnswersWithBody { get; init; } = true;

    /// <summary>How long a find may miss what was just made.</summary>
    public TimeSpan FindLag { get; init; }

    /// <summary>Whether a write can be made conditional on a version.</summary>
    public bool Conditional { get; init; } = true;

    /// <summary>Whether versions are stamps of whole seconds, so that two states may share one.</summary>
    public bool TiedVersions { get; init; }

    /// <summary>Whether the feed shows places that can be compared, and never an older state.</summary>
    public bool Ordered { get; init; } = true;

    /// <summary>Whether changes are told by time alone, and how far a page reaches back.</summary>
    public bool Clocked { get; init; }
    public TimeSpan Overlap { get; init; } = ClockFeed.Overlap;

    /// <summary>Whether webhooks are sent, and how many of them get lost.</summary>
    public bool Webhooks { get; init; }
    public double DropsWebhook { get; init; }

    /// <summary>The same side once nothing goes wrong any more.</summary>
    public Faults AtPeace() => this with
    {
        LostAnswer = 0, LostRequest = 0, Late = 0, Throttled = 0, ReadFails = 0, RepeatsFeed = 0, ExpiresCursor = 0, CutsListing = 0, SkipsFeed = 0,
        MostTurns = 0, ReordersPage = false, AnswersWithBody = true,
    };

    /// <summary>Faults as the seed has them, without those that are not wanted.</summary>
    public static Faults Some(Random random, Shape shape, Side side)
    {
        var some = new Faults
        {
            LostAnswer = Rate(0.15, Misfortune.LostAnswers),
            LostRequest = Rate(0.1, Misfortune.LostRequests),
            Late = Rate(0.1, Misfortune.LateRequests),
            Throttled = Rate(0.15, Misfortune.Throttling),
            ReadFails = Rate(0.1, Misfortune.FailedReads),
            RepeatsFeed = Rate(0.3, Misfortune.RepeatingFeed),
            MostTurns = random.Next(3) == 0 && shape.May(Misfortune.Slowness) ? 10 : 0,
            ReordersPage = random.Next(3) == 0 && shape.May(Misfortune.UnorderedPages),
            Idempotent = random.Next(3) > 0 || shape.NeedsKeys || !shape.May(Misfortune.ForgottenKeys),
            Normalises = random.Next(4) == 0 && shape.May(Misfortune.Normalising),
            AnswersWithBody = random.Next(5) > 0 || !shape.May(Misfortune.SilentWrites),
        };
        // One side is coarse, as a database with fewer digits is; where both rewrite what they are given, and neither says so, nothing rests.
        if (shape.IsCoarse && side == Side.Shop && shape.May(Misfortune.Normalising))
        {
            some = some with { Rounds = random.Next(2) == 0, Truncates = random.Next(2) == 0 };
            some = some with { Shift = some.Truncates && random.Next(2) == 0 ? TimeSpan.FromHours(1) : TimeSpan.Zero };
        }
        if (shape.Rescans)
            some = some with { ExpiresCursor = Rate(0.2, Misfortune.ExpiredCursors), CutsListing = Rate(0.6, Misfortune.CutListings) };
        if (shape.Sweeps)
            some = some with { SkipsFeed = Rate(0.6, Misfortune.SkippedItems), CutsListing = Rate(0.4, Misfortune.CutListings) };
        if (shape.Unconditional)
            some = some with { Conditional = false, TiedVersions = random.Next(2) == 0 };
        if (shape.Lags)
            some = some with { FindLag = TimeSpan.FromSeconds(random.Next(1, 10)) };
        if (shape.Unordered)
            some = some with { Ordered = random.Next(3) == 0, Webhooks = random.Next(4) > 0, DropsWebhook = Rate(0.5, Misfortune.LostWebhooks) };
        return shape.Clocked ? some with { Ordered = false, Clocked = true, Overlap = shape.Overlap } : some;

        double Rate(double most, Misfortune kind)
        {
            var rate = random.Next(2) == 0 ? 0 : random.NextDouble() * most;
            return shape.May(kind) ? rate : 0;
        }
    }
}
