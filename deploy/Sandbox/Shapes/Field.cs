namespace Sync.Sandbox.Shapes;

/// <summary>One field of a native record, or of an object nested in one.</summary>
internal sealed record Field(string Name, FieldType Type)
{
    /// <summary>The allowed words of a <see cref="FieldType.Word"/>.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The fields of a <see cref="FieldType.Group"/> or of each line of <see cref="FieldType.Lines"/>.</summary>
    public IReadOnlyList<Field> Fields { get; init; } = [];

    /// <summary>The kind a <see cref="FieldType.Reference"/> points at.</summary>
    public string? To { get; init; }

    /// <summary>JSON of the value a new record gets when it names none; null means it starts empty.</summary>
    public string? Default { get; init; }

    /// <summary>A required field is never null and never blank.</summary>
    public bool Required { get; init; }

    public bool IsText => Type is FieldType.Text or FieldType.LongText or FieldType.Email;

    public static Field Text(string name, bool required = false) => new(name, FieldType.Text) { Required = required };

    public static Field Word(string name, params string[] words) =>
        new(name, FieldType.Word) { Words = words, Default = $"\"{words[0]}\"", Required = true };

    public static Field Flag(string name) => new(name, FieldType.Boolean) { Default = "true", Required = true };

    public static Field Group(string name, params Field[] fields) => new(name, FieldType.Group) { Fields = fields };

    public static Field Lines(string name, params Field[] fields) => new(name, FieldType.Lines) { Fields = fields };

    public static Field Reference(string name, string to) => new(name, FieldType.Reference) { To = to };
}
