using System.Text.Json.Nodes;

namespace Sync.Simulation;

/// <summary>Everything that outlives the engine: two sides, what people did there, the disk and the clock.</summary>
internal sealed class World
{
    private readonly Dictionary<SimulatedKind, IReadOnlyList<Property>> properties = [];
    private readonly Queue<IReadOnlyList<Pairing>> revisions;

    public World(Random random, Shape shape)
    {
        Random = random;
        KeysAreKept = !shape.MakesTwins && !shape.IsLenient;
        (KeysAreUnique, HasZombies, LinksMove, KeepsReferences) = (!shape.MakesTwins, shape.HasZombies, shape.Relinks, shape.Merges);
        MayPark = shape.Refuses || shape.Merges || shape.Moves || shape.IsMoody;
        revisions = new(shape.Revisions(random));
        Pairings = revisions.Dequeue();
        Disk = new SimulatedDisk();
        Watch = new Watch(this);
        Bots = new Bots(shape);
        Sides = new PerSide<Side>(Side.Crm, Side.Shop).Select(side => new SimulatedSide(side) { Faults = Faults.Some(random, shape, side) });
        foreach (var side in Sync.Sides.Both)
        {
            foreach (var kind in Pairings.Select(p => p.Kinds[side]).Distinct())
                Sides[side].Kinds[kind] = new SimulatedKind(Sides[side], kind, this, shape.Partitioned ? ["even", "odd"] : [null]);
        }
        foreach (var kind in Kinds)
            properties[kind] = [.. revisions.Append(Pairings).SelectMany(r => r).Where(p => KindOf(p, kind.Side.Side) == kind).SelectMany(p => p.Properties).DistinctBy(p => p.Name)];
    }

    public Random Random { get; }

    /// <summary>As the configuration has them now.</summary>
    public IReadOnlyList<Pairing> Pairings { get; private set; }

    /// <summary>Whether another configuration is to come.</summary>
    public bool WillBeRevised => revisions.Count > 0;

    public PerSide<SimulatedSide> Sides { get; }

    public SimulatedDisk Disk { get; }

    public SimulatedTime Time { get; } = new();

    /// <summary>What is wrong at the moment it happens.</summary>
    public Watch Watch { get; }

    public Bots Bots { get; }

    /// <summary>Whether people make at most one record of a key on a side.</summary>
    public bool KeysAreUnique { get; }

    /// <summary>Whether sides see to that.</summary>
    public bool KeysAreKept { get; }

    /// <summary>Whether a kind takes at most one record of a key: of those that share a record it has many.</summary>
    public bool IsUniqueIn(SimulatedKind kind) => KeysAreKept
        && !Pairings.Any(p => p.Many is { } many && many.Other() == kind.Side.Side && KindOf(p, kind.Side.Side) == kind);

    /// <summary>Whether more than one engine may be at work.</summary>
    public bool HasZombies { get; }

    /// <summary>Whether records are linked for a while with others than their counterparts.</summary>
    public bool LinksMove { get; }

    /// <summary>Whether sides refuse what would lead to a record that is not there.</summary>
    public bool KeepsReferences { get; }

    /// <summary>Whether people may do what a pair then waits for a person about: enter what no side takes, or take a record out of the pairing.</summary>
    public bool MayPark { get; }

    /// <summary>The keys of records that people made one with another, or know to be one, by the key of that.</summary>
    public Dictionary<string, string> Merged { get; } = [];

    /// <summary>When an engine last died; what it was told and had not made durable died with it.</summary>
    public DateTimeOffset LastDeath { get; set; }

    public IEnumerable<SimulatedKind> Kinds => Sides.Crm.Kinds.Values.Concat(Sides.Shop.Kinds.Values);

    /// <summary>Whether this is not the first configuration.</summary>
    public bool IsRevised { get; private set; }

    /// <summary>The next configuration holds from now on.</summary>
    public void Revise() => (Pairings, IsRevised) = (revisions.Dequeue(), true);

    public SimulatedKind KindOf(Pairing pairing, Side side) => Sides[side].Kinds[pairing.Kinds[side]];

    /// <summary>The records of a side that take part in a pairing, or did.</summary>
    public IEnumerable<SimulatedRecord> RecordsOf(Pairing pairing, Side side) =>
        KindOf(pairing, side).Records.Values.Where(r => pairing.Where[side].All(w => r.Types.Contains(w.Value)));

    public Pairing PairingOf(SimulatedKind kind, SimulatedRecord record) =>
        Pairings.First(p => KindOf(p, kind.Side.Side) == kind && RecordsOf(p, kind.Side.Side).Contains(record));

    /// <summary>Everything that any revision has of a kind.</summary>
    public IReadOnlyList<Property> PropertiesOf(SimulatedKind kind) => properties[kind];

    /// <summary>The kind that a property's values are ids of; <see langword="null"/>: it is no reference.</summary>
    public SimulatedKind? ReferredTo(SimulatedKind kind, string property) => PropertiesOf(kind).FirstOrDefault(p => p.Name == property && p.To is not null) is { To: { } to }
        ? KindOf(Pairings.Single(p => p.Name == to), kind.Side.Side)
        : null;

    /// <summary>What refers to a record of a side.</summary>
    public IEnumerable<(SimulatedKind Kind, SimulatedRecord Record, string Property)> ReferencesTo(Side side, string id) =>
        from kind in Sides[side].Kinds.Values
        from property in PropertiesOf(kind)
        where property.To is not null
        from record in kind.Alive
        where (string?)record.Fields[property.Name] == id
        select (kind, record, property.Name);

    /// <summary>People of a side have all that refers to one record refer to another.</summary>
    public void MoveReferences(Side side, string from, string to)
    {
        foreach (var (kind, record, property) in ReferencesTo(side, from).ToList())
            kind.PersonEdits(record, new JsonObject { [property] = to });
    }

    /// <summary>All records that are, or were, counterparts of each other.</summary>
    public IEnumerable<Counterparts> AllCounterparts() =>
        from pairing in Pairings
        let records = new PerSide<Side>(Side.Crm, Side.Shop).Select(side => RecordsOf(pairing, side).ToList())
        from key in records.Crm.Concat(records.Shop).Select(r => r.Key).Distinct()
        select new Counterparts(pairing, key, records.Select(side => side.Where(r => r.Key == key).ToList()));
}
