using static Sync.Simulation.Pairings;

namespace Sync.Simulation;

/// <summary>All shapes.</summary>
internal static class Shapes
{
    private const double HalfAsMany = 0.5;
    private static readonly DeleteMode[] Modes = Enum.GetValues<DeleteMode>();
    private static readonly Extra[] MoodyExtras = [Extra.None, Extra.Count, Extra.Tags | Extra.Lines];

    public static readonly Shape[] All =
    [
        new("linked", r => [Thing(r)]) { Edits = 8, Times = 4 },
        new("keyed", r => [Thing(r)]) { Creates = 3 },
        new("unkeyed", r => [By(new(Policy(r), Keyed: false))]) { Creates = 2, IsLenient = true },
        new("deleting", r => [Thing(r)]) { InitialRecords = 2, Creates = 1, Edits = 8, Deletes = true },
        new("vanishing", r => [Thing(r)]) { Creates = 3, Edits = 5, Deletes = true, DeletesOneIn = 2, Times = 2, MakesOnBoth = false },
        new("restoring", r => [Thing(r)]) { Edits = 8, Deletes = true, DeletesOneIn = 4, Restores = true, MakesOnBoth = false },
        new("unlinking", r => [By(new(Policy(r)) { WhenShopDeletes = DeleteMode.Unlink })]) { Edits = 8, Deletes = true },
        new("archiving", r => [By(new(Policy(r)) { WhenShopDeletes = DeleteMode.Archive })])
        {
            Edits = 4, Deletes = true, DeletesOneIn = 2, ActsOnLinked = true, MakesOnBoth = false,
        },
        new("ignoring", r => [By(new(Policy(r)) { WhenShopDeletes = DeleteMode.Ignore })])
        {
            Edits = 8, Deletes = true, ActsOnLinked = true, Restores = true, MakesOnBoth = false, Times = HalfAsMany,
        },
        new("delete-wins", r => [By(new(Policy(r)) { AgainstEdit = AgainstEdit.DeleteWins })]) { Edits = 8, Deletes = true, ActsOnLinked = true, DeletesOneIn = 4, Times = HalfAsMany },
        new("undecided", r => [By(new(Policy(r)) { AgainstEdit = AgainstEdit.Manual })])
        {
            Edits = 8, Deletes = true, ActsOnLinked = true, DeletesOneIn = 4, Restores = true, MakesOnBoth = false, Times = HalfAsMany,
        },
        new("budgeted", r => [By(new(Policy(r)) { Budget = 1 })])
        {
            InitialRecords = 3, Edits = 10, Deletes = true, DeletesOneIn = 3, ActsOnLinked = true, Budget = 1, MakesOnBoth = false, Times = HalfAsMany,
        },
        new("rescanned", r => [Thing(r)]) { InitialRecords = 2, Creates = 1, Deletes = true, Rescans = true },
        new("swept", r => [Thing(r)]) { InitialRecords = 2, Creates = 2, Edits = 8, Deletes = true, Sweeps = true, MakesOnBoth = false, Times = HalfAsMany },
        new("partitioned", r => [Thing(r)])
        {
            InitialRecords = 3, Creates = 3, Edits = 8, Deletes = true, Rescans = true, Sweeps = true, MakesOnBoth = false, Partitioned = true, Times = HalfAsMany,
        },
        new("three", Three) { InitialRecords = 3, Creates = 2, Edits = 8, Deletes = true, NeedsKeys = true },
        new("referring", Referring) { InitialRecords = 2, Creates = 2, Edits = 6 },
        new("referring-deleted", Referring) { InitialRecords = 3, Creates = 2, Edits = 10, Deletes = true, ActsOnLinked = true, MakesOnBoth = false, Times = HalfAsMany },
        new("manual", r => [By(new(ConflictPolicy.Manual))])
        {
            // What is put back to base is no edit to the engine; where a side rewrites values, that leaves a lost answer in doubt.
            Edits = 10, Reverts = true, Misfortunes = Misfortune.All & ~Misfortune.Normalising,
        },
        new("undoing", r => [Thing(r)])
        {
            // What is set back may be base to the engine; where a side rewrites values, that leaves a lost answer in doubt.
            Edits = 8, Undoes = true, MakesOnBoth = false, Misfortunes = Misfortune.All & ~Misfortune.Normalising,
        },
        new("one-way", r => [By(new(Policy(r)) { DirectionOfC = (Direction)r.Next(1, 3) })]) { Edits = 8 },
        new("unlinked", r => [Thing(r)]) { InitialRecords = 2, Edits = 10, Meddles = true, Times = HalfAsMany },
        new("by-hand", r => [By(new(Policy(r), Keyed: false) { Create = CreateMode.None })])
        {
            InitialRecords = 2, Creates = 1, Edits = 10, Meddles = true, Times = HalfAsMany,
        },
        new("sharing", r => [Shared(r)]) { InitialRecords = 3, Creates = 4, Edits = 8, Misfortunes = Misfortune.All & ~Misfortune.Normalising },
        new("sharing-deleted", r => [Shared(r)])
        {
            InitialRecords = 3, Creates = 3, Edits = 8, Deletes = true, Restores = true, ActsOnLinked = true,
            Misfortunes = Misfortune.All & ~Misfortune.Normalising, Times = HalfAsMany,
        },
        new("sharing-swept", r => [Shared(r)])
        {
            InitialRecords = 3, Creates = 3, Edits = 8, Sweeps = true, MakesOnBoth = false, HasZombies = true,
            Misfortunes = Misfortune.All & ~Misfortune.Normalising,
        },
        new("sharing-meddled", r => [Shared(r)])
        {
            InitialRecords = 3, Creates = 3, Edits = 8, Meddles = true, Misfortunes = Misfortune.All & ~Misfortune.Normalising, Times = HalfAsMany,
        },
        new("relinked", r => [By(new(Policy(r), Keyed: false) { Create = CreateMode.None, Without = "key" })])
        {
            InitialRecords = 3, Creates = 1, Edits = 16, ActsOnLinked = true, Meddles = true, Relinks = true, HasZombies = true, Times = HalfAsMany,
        },
        new("merging", Merging)
        {
            InitialRecords = 3, Creates = 1, Edits = 20, ActsOnLinked = true, Merges = true, Budget = 1, HasZombies = true, MakesOnBoth = false, NeedsKeys = true,
        },
        new("operated", r => [By(new(Policy(r), Keyed: false) { Create = CreateMode.None, Without = "key" })])
        {
            // What is set back may be base to the engine; where a side rewrites values, that leaves a lost answer in doubt.
            InitialRecords = 3, Creates = 1, Edits = 16, ActsOnLinked = true, Meddles = true, Relinks = true, Undoes = true, Sweeps = true, Times = HalfAsMany,
            Misfortunes = Misfortune.All & ~Misfortune.Normalising,
        },
        new("unconditional", r => [Thing(r)]) { Edits = 8, Unconditional = true, MakesOnBoth = false },
        new("unconditional-values", r => [By(new(Policy(r)) { Extras = Extra.Amount | Extra.Moment | Extra.Price })])
        {
            Edits = 10, Unconditional = true, MakesOnBoth = false, Times = HalfAsMany,
        },
        new("unconditional-parts", r => [By(new(Policy(r)) { Extras = Extra.Tags | Extra.Lines })])
        {
            Edits = 12, Unconditional = true, MakesOnBoth = false, Times = HalfAsMany,
        },
        new("sets", r => [By(new(AnyPolicy(r)) { Extras = Extra.Tags })]) { Edits = 10, Times = HalfAsMany },
        new("lines", r => [By(new(AnyPolicy(r)) { Extras = Extra.Lines })]) { Edits = 12 },
        new("counting", r => [By(new(Policy(r)) { Extras = Extra.Count })]) { Edits = 10, MakesOnBoth = false },
        new("coarse", r => [By(new(Policy(r)) { Extras = Extra.Amount | Extra.Moment | Extra.Price })]) { Edits = 10, IsCoarse = true, Times = HalfAsMany },
        new("moving", r => [By(new(Policy(r)) { ShopType = "thing" })]) { Creates = 2, Edits = 8, Moves = true, Deletes = true, DeletesOneIn = 8 },
        new("unordered", r => [Thing(r)]) { InitialRecords = 2, Creates = 1, Edits = 8, Deletes = true, Unordered = true },
        new("clocked", r => [Thing(r)]) { InitialRecords = 3, Creates = 4, Edits = 8, Clocked = true, Times = HalfAsMany },
        new("refusing", r => [Thing(r)])
        {
            InitialRecords = 2, Creates = 1, Edits = 8, Refuses = true, Deletes = true, ActsOnLinked = true, DeletesOneIn = 3, Times = HalfAsMany,
        },
        new("rekeyed", r => [By(new(Policy(r)) { Match = "a" })]) { InitialRecords = 1, Creates = 3, Edits = 8, Deletes = true, DeletesOneIn = 8, MakesOnBoth = false, IsLenient = true },
        new("lagging", r => [Thing(r)]) { Creates = 4, Edits = 6, Deletes = true, MakesOnBoth = false, IsLenient = true, Lags = true },
        new("moody", r => [By(new(AnyPolicy(r)) { Extras = MoodyExtras[r.Next(3)], AgainstEdit = (AgainstEdit)r.Next(3) })]) { InitialRecords = 2, Creates = 2, Edits = 10, Deletes = true, IsMoody = true, NeedsKeys = true, MakesOnBoth = false, Times = 2 },
        new("moody-archiving", r => [By(new(Policy(r)) { WhenShopDeletes = Modes[r.Next(4)], AgainstEdit = (AgainstEdit)r.Next(3) })])
        {
            Edits = 8, Deletes = true, DeletesOneIn = 3, ActsOnLinked = true, MakesOnBoth = false, IsMoody = true, NeedsKeys = true, Times = HalfAsMany,
        },
        new("moody-merging", Merging)
        {
            InitialRecords = 3, Creates = 1, Edits = 20, ActsOnLinked = true, Merges = true, Budget = 1, HasZombies = true, MakesOnBoth = false, NeedsKeys = true, Times = HalfAsMany, IsMoody = true,
        },
        new("moody-sharing", r => [Shared(r)])
        {
            InitialRecords = 3, Creates = 3, Edits = 8, Deletes = true, Restores = true, ActsOnLinked = true, IsMoody = true, NeedsKeys = true, Times = HalfAsMany,
            Misfortunes = Misfortune.All & ~Misfortune.Normalising,
        },
        new("moody-unconditional", r => [By(new(Policy(r)) { Extras = r.Next(2) == 0 ? Extra.None : Extra.Tags | Extra.Lines })])
        {
            Edits = 8, Unconditional = true, MakesOnBoth = false, IsMoody = true, NeedsKeys = true, Times = HalfAsMany,
        },
        new("three-lenient", Three) { InitialRecords = 3, Creates = 2, Edits = 8, Deletes = true, IsLenient = true, Times = HalfAsMany },
        new("twins", r => [Thing(r)]) { InitialRecords = 2, Creates = 3, Edits = 6, MakesTwins = true, Deletes = true, NeedsKeys = true, Times = HalfAsMany },
        new("swinging", r => [Thing(r)]) { Edits = 6, HasBots = true, Times = HalfAsMany },
        new("zombies", r => [Thing(r)]) { Creates = 1, Edits = 8, HasZombies = true, MakesOnBoth = false },
        new("revised", r => [First(r)]) { Creates = 1, Edits = 10, HasZombies = true, MakesOnBoth = false, Next = Revised },
    ];

    /// <summary>Shapes that no sound history has: each lacks something that a connector must do.</summary>
    public static readonly Shape[] Careless =
    [
        new("clocked-without-overlap", r => [Thing(r)]) { InitialRecords = 3, Creates = 4, Edits = 8, Clocked = true, Overlap = TimeSpan.Zero },
    ];

    /// <summary>The two sides on a good day.</summary>
    public static readonly Shape Compliant = new("compliant", r => [Thing(r)]) { Misfortunes = Misfortune.None };

    public static Shape Of(string name) => All.Concat(Careless).Single(s => s.Name == name);

    private static ConflictPolicy Policy(Random random) => (ConflictPolicy)random.Next(3);

    /// <summary>That of a person too.</summary>
    private static ConflictPolicy AnyPolicy(Random random) => (ConflictPolicy)random.Next(4);

    private static Pairing Thing(Random random) => Pairings.Of(new(Policy(random)));

    private static Pairing By(Rule rule) => Pairings.Of(rule);

    /// <summary>Many records of the shop have one of the crm.</summary>
    private static Pairing Shared(Random random) => By(new(Policy(random))
    {
        Many = Side.Crm, Create = (CreateMode)random.Next(4), WhenShopDeletes = random.Next(2) == 0 ? DeleteMode.Unlink : DeleteMode.Ignore,
    });

    /// <summary>One kind of the shop feeds three pairings, told apart by its type.</summary>
    private static IReadOnlyList<Pairing> Three(Random random)
    {
        var policy = Policy(random);
        return
        [
            By(new(policy, Keyed: false) { Name = "quote", ShopType = "quote", Create = CreateMode.Shop, WhenShopDeletes = DeleteMode.Unlink }),
            By(new(policy, Keyed: false) { Name = "account", ShopType = "account", Create = CreateMode.Shop, WhenShopDeletes = DeleteMode.Unlink }),
            By(new(policy) { Name = "order", ShopType = "order" }),
        ];
    }

    private static IReadOnlyList<Pairing> Referring(Random random)
    {
        var policy = Policy(random);
        return
        [
            By(new(policy) { Name = "customer" }),
            By(new(policy) { Name = "order", Owner = "customer", OwnerIsRequired = random.Next(2) == 0 }),
        ];
    }

    /// <summary>What one side merges the other deletes too, or leaves to a person.</summary>
    private static IReadOnlyList<Pairing> Merging(Random random)
    {
        var (policy, whenShopDeletes) = (Policy(random), random.Next(2) == 0 ? DeleteMode.Propagate : DeleteMode.Unlink);
        return
        [
            By(new(policy) { Name = "customer", WhenShopDeletes = whenShopDeletes, Budget = 1 }),
            By(new(policy) { Name = "order", Owner = "customer", OwnerIsRequired = random.Next(2) == 0 }),
        ];
    }

    private static Pairing First(Random random) => By(new(Policy(random)) { Without = random.Next(2) == 0 ? "c" : null });

    /// <summary>A property comes or goes, and then another is read otherwise.</summary>
    private static IEnumerable<IReadOnlyList<Pairing>> Revised(Random random, IReadOnlyList<Pairing> first)
    {
        var had = first[0].Properties.Any(p => p.Name == "c");
        var rule = new Rule(first[0].Policy) { Revision = 2, Without = had ? "c" : null, Late = had ? null : "c" };
        yield return [By(rule)];
        if (random.Next(2) == 0)
            yield return [By(rule with { Revision = 3, Late = "b", Trimmed = "b" })];
    }
}
