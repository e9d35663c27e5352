namespace Sync.Simulation;

/// <summary>The records of both sides with one key under one pairing.</summary>
internal sealed record Counterparts(Pairing Pairing, string Key, PerSide<List<SimulatedRecord>> All)
{
    public PerSide<List<SimulatedRecord>> Alive { get; } = All.Select(side => side.Where(r => !r.IsDeleted).ToList());

    public IEnumerable<SimulatedRecord> Both => All.Crm.Concat(All.Shop);

    /// <summary>The two that are alive, where each side has one.</summary>
    public PerSide<SimulatedRecord>? Pair => Alive is { Crm: [var crm], Shop: [var shop] } ? new(crm, shop) : null;

    /// <summary>Whether a person deleted one of them.</summary>
    public bool WasDeleted => Sides.Both.Any(WasDeletedOn);

    /// <summary>Whether people made, or renamed, more than one of a side alike.</summary>
    public bool AreTwins => Sides.Both.Any(side => All[side].Count(r => !r.CreatedByEngine) > 1 || All[side].Any(r => r.History.Count(e => e.Property == "key") > 1));

    /// <summary>Whether one of them is outside the pairing's <c>where</c>, so that everything pauses.</summary>
    public bool ArePaused => Sides.Both.Any(side => All[side].Any(r => Pairing.Where[side].Any(w => (string?)r.Fields[w.Key] != w.Value)));

    public bool WasDeletedOn(Side side) => All[side].Any(r => r is { IsDeleted: true, DeletedByEngine: false } || r.RestoredAt is not null);

    /// <summary>What a property consists of: itself, or all that ever stood in it.</summary>
    public IEnumerable<string> PartsOf(Property property) => Parts.IsComposed(property)
        ? Both.SelectMany(r => r.History).Select(e => e.Property).Where(p => Parts.PropertyOf(p) == property.Name).Distinct()
        : [property.Name];

    /// <summary>How the rows of the living stand.</summary>
    public bool Stand(PairStatus status, World world) => Sides.Both.Any(side => Alive[side].Any(r => world.Disk.HolderOf(side, r.Id)?.Status == status));

    public override string ToString() => $"{Pairing.Name} {Key}";
}
