namespace Sync.Simulation;

/// <summary>No side has two records for one.</summary>
internal sealed class NoDouble : IChecker
{
    public string? Check(Counterparts records, World world) =>
        Sides.Both.FirstOrDefault(side => Doubled(records, side, world)) is var side && Doubled(records, side, world)
            ? $"{records.Alive[side].Count} on {side.Name()}: {string.Join(", ", records.Alive[side].Select(r => r.Id))}"
            : null;

    /// <summary>What people made twice themselves is theirs.</summary>
    private static bool Doubled(Counterparts records, Side side, World world) => records.Alive[side].Count > 1
        && !(records.AreTwins || (!world.KeysAreUnique && records.Alive[side].Count(r => r.CreatedByEngine) < 2));
}
