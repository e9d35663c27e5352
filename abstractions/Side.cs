namespace Sync;

/// <summary>One of the two systems kept in step. Everything is symmetric in the two unless configuration says otherwise.</summary>
public enum Side
{
    /// <summary>The CRM.</summary>
    Crm,

    /// <summary>The webshop.</summary>
    Shop,
}

/// <summary>What can be said of a side alone.</summary>
public static class Sides
{
    /// <summary>Both sides, in their fixed order.</summary>
    public static readonly Side[] Both = [Side.Crm, Side.Shop];

    /// <summary>The other side.</summary>
    public static Side Other(this Side side) => side == Side.Crm ? Side.Shop : Side.Crm;

    /// <summary>The side's name in configuration, streams, metrics and the API: <c>crm</c> or <c>shop</c>.</summary>
    public static string Name(this Side side) => side == Side.Crm ? "crm" : "shop";

    /// <summary>Reads a side's name. <see langword="null"/> for any other text.</summary>
    public static Side? Parse(string? text) => text switch { "crm" => Side.Crm, "shop" => Side.Shop, _ => null };
}
