namespace Sync.Simulation;

/// <summary>Who is linked with whom is what people were told last of it.</summary>
internal sealed class LinksTold : IChecker
{
    public string? Check(Counterparts records, World world) =>
        (from record in records.Alive.Crm
         let row = world.Disk.HolderOf(Side.Crm, record.Id)
         where row is { IsHalf: false }
         let told = world.Disk.StoryOf(row.Id).Select(told => told.Activity).FirstOrDefault(told => told.Kind == ActivityKind.Linked)
         where told is null || Sides.Both.Any(side => !told.Text.Contains(row.ExternalIds[side]!, StringComparison.Ordinal))
         select $"{row.ExternalIds} are linked, and what was told is {told?.Text ?? "nothing"}").FirstOrDefault();
}
