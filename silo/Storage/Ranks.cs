namespace Sync.Silo.Storage;

/// <summary>
/// What both engines' unique indexes end with: nothing where one row only may have the record or key, and the row's own id where many
/// may. So one index finds them, keeps them apart where they must be, and has them in the order of ids. As the scripts have it.
/// </summary>
internal static class Ranks
{
    /// <summary>Of rows that hold a record of a side.</summary>
    public static string OfHolder(Side side) => $"(CASE WHEN many = '{side.Name()}' AND {Id(side.Other())} IS NOT NULL THEN id ELSE '' END)";

    /// <summary>Of half pairs of a side that have a match key.</summary>
    public static string OfHalf(Side side) => $"(CASE WHEN many = '{side.Other().Name()}' THEN id ELSE '' END)";

    /// <summary>The record of the side declared <c>many</c>.</summary>
    public const string Record = "(CASE many WHEN 'crm' THEN crm_id ELSE shop_id END)";

    /// <summary>The column of a side's external id.</summary>
    public static string Id(Side side) => side == Side.Crm ? "crm_id" : "shop_id";
}
