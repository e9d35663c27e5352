namespace Sync.Simulation;

/// <summary>Of what people made one with another nothing is left on either side, and the other is there.</summary>
internal sealed class MergedAway : IChecker
{
    public string? Check(Counterparts records, World world)
    {
        if (world.Merged.ContainsKey(records.Key))
            return records.Both.FirstOrDefault(r => !r.IsDeleted) is { } left ? $"{left.Id} was merged into {world.Merged[records.Key]}, and is left" : null;
        return world.Merged.ContainsValue(records.Key) && records.Pair is null ? "others were merged into it, and it is not on both sides" : null;
    }
}
