namespace Sync.Sandbox.Shapes;

/// <summary>One kind of record on one side: its path, its fields and what is unique in it.</summary>
internal sealed record Shape(string Kind, IReadOnlyList<Field> Fields)
{
    /// <summary>What an opaque id begins with; unused where ids are integers.</summary>
    public string IdPrefix { get; init; } = "";

    /// <summary>The field no two living records may share; null when there is none.</summary>
    public string? UniqueField { get; init; }

    /// <summary>Top-level fields with an index, because callers find by them.</summary>
    public IReadOnlyList<string> Indexed { get; init; } = [];

    /// <summary>The field whose words depend on another field's word; null when there is none.</summary>
    public DependentWords? Dependent { get; init; }

    public Field? Find(string name) => Fields.FirstOrDefault(field => field.Name == name);
}

/// <summary>A word field whose allowed words depend on the word in <paramref name="On"/>.</summary>
internal sealed record DependentWords(string Field, string On, IReadOnlyDictionary<string, string[]> Words);
