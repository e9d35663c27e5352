namespace Sync.Simulation;

/// <summary>
/// Judges what stands on the two sides at the end, by what people did and what people were told. Shares no code with the engine.
/// </summary>
internal interface IChecker
{
    /// <summary>What is wrong with the records of one key, or nothing.</summary>
    string? Check(Counterparts records, World world);
}

/// <summary>All checkers of an end; <see cref="Watch"/> looks at what happens before.</summary>
internal static class Checkers
{
    private static readonly IChecker[] All =
    [
        new NoDouble(), new NoRevival(), new NoLostRecord(), new Converged(), new Archived(), new NoDangling(), new NoLostEdit(), new NoLostUndo(), new UndoneAsSaid(),
        new Counted(), new KeptOrder(), new OneWay(), new MergedAway(), new LinksTold(), new ParkedForCause(), new StandsAsSaid(), new NoLoop(),
    ];

    /// <summary>Of twins only this can be asked: who was renamed or made twice has no key to be known by.</summary>
    private static readonly IChecker[] OfTwins = [new NoDouble(), new Converged(), new LinksTold(), new StandsAsSaid(), new NoLoop()];

    /// <summary>Where records were linked with others than their counterparts, what stands in them may be from anywhere, and be edited anywhere.</summary>
    private static readonly IChecker[] OfMoved = [new NoDouble(), new NoLostRecord(), new Converged(), new NoQuietLoss(), new UndoneAsSaid(), new LinksTold(), new StandsAsSaid(), new NoLoop()];

    /// <summary>Of records that share one of the other side.</summary>
    private static readonly IChecker[] OfMany = [new OneForAll(), new NoLostEditOfMany(), new StandsAsSaid(), new NoLoop()];

    public static Fault? Check(World world)
    {
        foreach (var records in world.AllCounterparts())
        {
            foreach (var checker in records.Pairing.Many is not null ? OfMany : world.LinksMove ? OfMoved : world.KeysAreUnique ? All : OfTwins)
            {
                if (checker.Check(records, world) is { } words)
                    return new Fault(checker.GetType().Name, $"{records}: {words}");
            }
        }
        return null;
    }
}
