namespace Sync.Simulation;

/// <summary>What a history may contain.</summary>
internal sealed record Shape(string Name, Func<Random, IReadOnlyList<Pairing>> Pairings)
{
    /// <summary>How many times as many histories are run of it: one record is quick, and has the rarest harm.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Records that exist before the engine first starts.</summary>
    public int InitialRecords { get; init; } = 1;

    /// <summary>Records created while it runs.</summary>
    public int Creates { get; init; }

    /// <summary>Edits, deletions and restorations together.</summary>
    public int Edits { get; init; } = 6;

    /// <summary>How often the engine is killed at most.</summary>
    public int Crashes { get; init; } = 6;

    /// <summary>Whether people may make the same record on both sides.</summary>
    public bool MakesOnBoth { get; init; } = true;

    public bool Deletes { get; init; }

    /// <summary>One in how many actions is a deletion.</summary>
    public int DeletesOneIn { get; init; } = 6;

    /// <summary>Whether people bring back what was deleted.</summary>
    public bool Restores { get; init; }

    /// <summary>Whether people put back earlier values, so that a value tells nothing of who wrote it when.</summary>
    public bool Reverts { get; init; }

    /// <summary>Whether feeds forget, so that everything is listed again, and not all of it is told.</summary>
    public bool Rescans { get; init; }

    /// <summary>Whether sides take no condition with a write.</summary>
    public bool Unconditional { get; init; }

    /// <summary>Whether sides keep idempotency keys; needed where nothing else tells a create's work.</summary>
    public bool NeedsKeys { get; init; }

    public Misfortune Misfortunes { get; init; } = Misfortune.All;

    public bool May(Misfortune kind) => Misfortunes.HasFlag(kind);
}

/// <summary>All shapes.</summary>
internal static class Shapes
{
    public static readonly Shape[] All =
    [
        new("linked", r => [Thing(r)]) { Edits = 8, Times = 4 },
        new("keyed", r => [Thing(r)]) { Creates = 3 },
        new("unkeyed", r => [Pairings.Of(new(Policy(r), Keyed: false))]) { Creates = 2, NeedsKeys = true },
        new("deleting", r => [Thing(r)]) { InitialRecords = 2, Creates = 1, Edits = 8, Deletes = true },
        new("vanishing", r => [Thing(r)]) { Creates = 3, Edits = 5, Deletes = true, DeletesOneIn = 2, Times = 2, MakesOnBoth = false },
        new("restoring", r => [Thing(r)]) { Edits = 8, Deletes = true, DeletesOneIn = 4, Restores = true, MakesOnBoth = false },
        new("unlinking", r => [Pairings.Of(new(Policy(r)) { WhenShopDeletes = DeleteMode.Unlink })]) { Edits = 8, Deletes = true },
        new("rescanned", r => [Thing(r)]) { InitialRecords = 2, Creates = 1, Deletes = true, Rescans = true },
        new("three", Three) { InitialRecords = 3, Creates = 2, Edits = 8, Deletes = true, NeedsKeys = true },
        new("referring", Referring) { InitialRecords = 2, Creates = 2, Edits = 6 },
        new("manual", r => [Pairings.Of(new(ConflictPolicy.Manual))]) 
        {
            // What is put back to base is no edit to the engine; where a side rewrites values, that leaves a lost answer in doubt.
            Edits = 10, Reverts = true, Misfortunes = Misfortune.All & ~Misfortune.Normalising,
        },
        new("one-way", r => [Pairings.Of(new(Policy(r)) { DirectionOfC = (Direction)r.Next(1, 3) })]) { Edits = 8 },
        new("unconditional", r => [Thing(r)]) { Edits = 8, Unconditional = true, MakesOnBoth = false },
    ];

    public static Shape Of(string name) => All.Single(s => s.Name == name);

    private static ConflictPolicy Policy(Random random) => (ConflictPolicy)random.Next(3);

    private static Pairing Thing(Random random) => Pairings.Of(new(Policy(random)));

    /// <summary>One kind of the shop feeds three pairings, told apart by its type.</summary>
    private static IReadOnlyList<Pairing> Three(Random random)
    {
        var policy = Policy(random);
        return
        [
            Pairings.Of(new(policy, Keyed: false) { Name = "quote", ShopType = "quote", Create = CreateMode.Shop, WhenShopDeletes = DeleteMode.Unlink }),
            Pairings.Of(new(policy, Keyed: false) { Name = "account", ShopType = "account", Create = CreateMode.Shop, WhenShopDeletes = DeleteMode.Unlink }),
            Pairings.Of(new(policy) { Name = "order", ShopType = "order" }),
        ];
    }

    private static IReadOnlyList<Pairing> Referring(Random random)
    {
        var policy = Policy(random);
        return
        [
            Pairings.Of(new(policy) { Name = "customer" }),
            Pairings.Of(new(policy) { Name = "order", Owner = "customer", OwnerIsRequired = random.Next(2) == 0 }),
        ];
    }
}
