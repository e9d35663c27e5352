namespace Sync.Sandbox.Shapes;

/// <summary>One of the two systems: its name, the kinds it keeps and how its ids look.</summary>
internal sealed record Side(string Name, bool IntegerIds, IReadOnlyList<Shape> Shapes)
{
    /// <summary>The names every record carries beside its own fields; callers cannot write them.</summary>
    public static readonly IReadOnlyList<string> SystemFields = ["id", "version", "seq", "updated_at", "deleted"];

    public Shape? Find(string kind) => Shapes.FirstOrDefault(shape => shape.Kind == kind);

    public static Side Crm { get; } = new("crm", IntegerIds: false, CrmShapes.All);

    public static Side Shop { get; } = new("shop", IntegerIds: true, ShopShapes.All);
}
