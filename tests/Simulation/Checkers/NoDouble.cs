namespace Sync.Simulation;

/// <summary>No side has two records for one.</summary>
internal sealed class NoDouble : IChecker
{
    public string? Check(Counterparts records, World world) =>
        Sides.Both.FirstOrDefault(side => records.Alive[side].Count > 1) is var side && records.Alive[side].Count > 1
            ? $"{records.Alive[side].Count} on {side.Name()}: {string.Join(", ", records.Alive[side].Select(r => r.Id))}"
            : null;
}
