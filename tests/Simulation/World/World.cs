namespace Sync.Simulation;

/// <summary>Everything that outlives the engine: two sides, what people did there, the disk and the clock.</summary>
internal sealed class World
{
    public World(Random random, Shape shape)
    {
        Random = random;
        Pairings = shape.Pairings(random);
        Disk = new SimulatedDisk();
        Watch = new Watch(this);
        Sides = new PerSide<Side>(Side.Crm, Side.Shop).Select(side => new SimulatedSide(side) { Faults = Faults.Some(random, shape) });
        foreach (var side in Sync.Sides.Both)
        {
            foreach (var kind in Pairings.Select(p => p.Kinds[side]).Distinct())
                Sides[side].Kinds[kind] = new SimulatedKind(Sides[side], kind, this);
        }
    }

    public Random Random { get; }

    public IReadOnlyList<Pairing> Pairings { get; }

    public PerSide<SimulatedSide> Sides { get; }

    public SimulatedDisk Disk { get; }

    public SimulatedTime Time { get; } = new();

    /// <summary>What is wrong at the moment it happens.</summary>
    public Watch Watch { get; }

    public IEnumerable<SimulatedKind> Kinds => Sides.Crm.Kinds.Values.Concat(Sides.Shop.Kinds.Values);

    public SimulatedKind KindOf(Pairing pairing, Side side) => Sides[side].Kinds[pairing.Kinds[side]];

    /// <summary>The records of a side that take part in a pairing.</summary>
    public IEnumerable<SimulatedRecord> RecordsOf(Pairing pairing, Side side) =>
        KindOf(pairing, side).Records.Values.Where(r => pairing.Where[side].All(w => (string?)r.Fields[w.Key] == w.Value));

    public Pairing PairingOf(SimulatedKind kind, SimulatedRecord record) =>
        Pairings.First(p => KindOf(p, kind.Side.Side) == kind && RecordsOf(p, kind.Side.Side).Contains(record));

    public IEnumerable<string> PropertiesOf(SimulatedKind kind) =>
        Pairings.Where(p => KindOf(p, kind.Side.Side) == kind).SelectMany(p => p.Properties).Select(p => p.Name).Distinct();

    /// <summary>The kind that a property's values are ids of; <see langword="null"/>: it is no reference.</summary>
    public SimulatedKind? ReferredTo(SimulatedKind kind, string property) => Pairings
        .Where(p => KindOf(p, kind.Side.Side) == kind)
        .SelectMany(p => p.Properties).FirstOrDefault(p => p.Name == property && p.To is not null) is { To: { } to }
        ? KindOf(Pairings.Single(p => p.Name == to), kind.Side.Side)
        : null;

    /// <summary>All records that are, or were, counterparts of each other.</summary>
    public IEnumerable<Counterparts> AllCounterparts() =>
        from pairing in Pairings
        let records = new PerSide<Side>(Side.Crm, Side.Shop).Select(side => RecordsOf(pairing, side).ToList())
        from key in records.Crm.Concat(records.Shop).Select(r => r.Key).Distinct()
        select new Counterparts(pairing, key, records.Select(side => side.Where(r => r.Key == key).ToList()));
}

/// <summary>The records of both sides with one key under one pairing.</summary>
internal sealed record Counterparts(Pairing Pairing, string Key, PerSide<List<SimulatedRecord>> All)
{
    public PerSide<List<SimulatedRecord>> Alive { get; } = All.Select(side => side.Where(r => !r.IsDeleted).ToList());

    public IEnumerable<SimulatedRecord> Both => All.Crm.Concat(All.Shop);

    /// <summary>The two that are alive, where each side has one.</summary>
    public PerSide<SimulatedRecord>? Pair => Alive is { Crm: [var crm], Shop: [var shop] } ? new(crm, shop) : null;

    /// <summary>Whether a person deleted one of them.</summary>
    public bool WasDeleted => Sides.Both.Any(WasDeletedOn);

    public bool WasDeletedOn(Side side) => All[side].Any(r => r is { IsDeleted: true, DeletedByEngine: false } || r.RestoredAt is not null);

    public override string ToString() => $"{Pairing.Name} {Key}";
}
