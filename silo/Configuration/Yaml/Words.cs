namespace Sync.Configuration.Yaml;

/// <summary>The words of the grammar that stand for a value, in the order in which they are taught.</summary>
internal sealed class Words<T>(params (string Word, T Value)[] pairs)
{
    public IReadOnlyCollection<string> Known { get; } = [.. pairs.Select(p => p.Word)];

    public T this[string word] => pairs.First(p => p.Word == word).Value;

    /// <summary>The word that stands for a value.</summary>
    public string Of(T value) => pairs.First(p => EqualityComparer<T>.Default.Equals(p.Value, value)).Word;
}

/// <summary>Every closed choice that the file offers.</summary>
internal static class Words
{
    public static readonly Words<Side> Side = new(("crm", Sync.Side.Crm), ("shop", Sync.Side.Shop));

    public static readonly Words<CreateMode> Create = new(
        ("both", CreateMode.Both), ("crm", CreateMode.Crm), ("shop", CreateMode.Shop), ("none", CreateMode.None));

    /// <summary>Whether many pairs may hold a record of a side.</summary>
    public static readonly Words<bool> Cardinality = new(("one", false), ("many", true));

    public static readonly Words<DeleteMode> Delete = new(
        ("propagate", DeleteMode.Propagate), ("archive", DeleteMode.Archive), ("unlink", DeleteMode.Unlink), ("ignore", DeleteMode.Ignore));

    public static readonly Words<AgainstEdit> AgainstEdit = new(
        ("edit-wins", Sync.AgainstEdit.EditWins), ("delete-wins", Sync.AgainstEdit.DeleteWins), ("manual", Sync.AgainstEdit.Manual));

    private static readonly (string Word, ConflictPolicy Value)[] PairingPolicies =
        [("newer", ConflictPolicy.Newer), ("crm", ConflictPolicy.Crm), ("shop", ConflictPolicy.Shop), ("manual", ConflictPolicy.Manual)];

    /// <summary>The policies that a whole pairing can have.</summary>
    public static readonly Words<ConflictPolicy> PairingPolicy = new(PairingPolicies);

    public static readonly Words<ConflictPolicy> Policy = new([.. PairingPolicies, ("sum", ConflictPolicy.Sum)]);

    public static readonly Words<Direction> Direction = new(
        ("both", Sync.Direction.Both), ("toShop", Sync.Direction.ToShop), ("toCrm", Sync.Direction.ToCrm));

    public static readonly Words<Comparison> Compare = new(
        ("exact", Comparison.Exact), ("lower", Comparison.Lower), ("trim", Comparison.Trim));

    public static readonly Words<IdForm> IdForm = new(("text", Sync.IdForm.Text), ("integer", Sync.IdForm.Integer));

    private static readonly (string Word, PropertyType Value)[] LineTypes =
    [
        ("string", PropertyType.String), ("integer", PropertyType.Integer), ("decimal", PropertyType.Decimal),
        ("boolean", PropertyType.Boolean), ("date", PropertyType.Date), ("datetime", PropertyType.DateTime),
        ("enum", PropertyType.Enum), ("money", PropertyType.Money), ("set", PropertyType.Set),
    ];

    public static readonly Words<PropertyType> Type =
        new([.. LineTypes, ("reference", PropertyType.Reference), ("lines", PropertyType.Lines)]);

    /// <summary>The types that a line's property can have.</summary>
    public static readonly Words<PropertyType> LineType = new(LineTypes);

    /// <summary>Types as the file writes them.</summary>
    public static string Show(params PropertyType[] types) => string.Join(", ", types.Select(t => t.ToString().ToLowerInvariant()));
}
