using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sync.Configuration.Yaml;

/// <summary>
/// A value of the file under the key it goes by. Every accessor answers with the value as its type, or records a mistake and
/// answers <see langword="null"/>.
/// </summary>
/// <param name="Key">The key, or the place in its list.</param>
/// <param name="Path">The keys from the root joined by dots; empty for the root.</param>
/// <param name="KeyAt">Where the key stands: where a value that is not there is missed.</param>
/// <param name="Node">The YAML node.</param>
/// <param name="Mistakes">Where mistakes go.</param>
internal sealed record YamlValue(string Key, string Path, Mark KeyAt, YamlNode Node, MistakeLog Mistakes)
{
    /// <summary>What messages call it.</summary>
    public string Name => Path == "" ? Key : Path;

    /// <summary>Where the value begins.</summary>
    public Mark At => Node.Start;

    /// <summary>Nothing is written here, or null.</summary>
    public bool IsNothing => Node is YamlScalarNode scalar && scalar.Kind() == ScalarKind.Nothing;

    /// <summary>Quoted, or plain and nothing else.</summary>
    public bool IsText => Node is YamlScalarNode scalar && scalar.Kind() == ScalarKind.Text;

    public bool IsMap => Node is YamlMappingNode;

    public bool IsList => Node is YamlSequenceNode;

    public bool IsEmptyList => Node is YamlSequenceNode { Children.Count: 0 };

    public void Mistake(string code, string message) => Mistakes.Add(code, At, message);

    /// <summary>A mistake of the key, not of what stands under it.</summary>
    public void KeyMistake(string code, string message) => Mistakes.Add(code, KeyAt, message);

    public YamlMap? Map() => Node is YamlMappingNode map ? new YamlMap(this, map) : Refused<YamlMap>("a map");

    public IReadOnlyList<YamlValue>? List() => Node is YamlSequenceNode list
        ? [.. list.Children.Select((node, place) => new YamlValue($"[{place}]", $"{Path}[{place}]", node.Start, node, Mistakes))]
        : Refused<IReadOnlyList<YamlValue>>("a list");

    /// <summary>A list of distinct texts of one form; a text that fails is left out.</summary>
    public IReadOnlyList<(string Text, YamlValue Value)>? Texts(TextForm form)
    {
        if (List() is not { } values)
        {
            return null;
        }

        var texts = new List<(string Text, YamlValue Value)>();
        foreach (var value in values)
        {
            if (value.Text(form) is not { } text)
            {
                continue;
            }

            if (texts.Exists(t => t.Text == text))
            {
                value.Mistake(MistakeCode.Repeated, $"'{text}' stands in {Path} already; keep one of the two.");
                continue;
            }

            texts.Add((text, value));
        }

        return texts;
    }

    public string? Text(TextForm form)
    {
        if (Text(form.Hint) is not { } text)
        {
            return null;
        }

        if (form.Fits(text))
        {
            return text;
        }

        Mistake(form.Code, form.MayHoldSecret ? $"{Name}: {form.Hint}." : $"{Name}: '{text}' will not do; {form.Hint}.");
        return null;
    }

    /// <summary>Whether this very word stands here; never a mistake.</summary>
    public bool Is(string word) => IsText && ((YamlScalarNode)Node).Value == word;

    /// <summary>One of the known words.</summary>
    public string? OneOf(IReadOnlyCollection<string> known)
    {
        if (Text($"write one of {string.Join(", ", known)}") is not { } text)
        {
            return null;
        }

        if (known.Contains(text))
        {
            return text;
        }

        Mistake(MistakeCode.UnknownWord, $"{Name}: '{text}' is not known; {Suggestion.For(text, known)}");
        return null;
    }

    /// <summary>What a known word stands for.</summary>
    public T? Word<T>(Words<T> words)
        where T : struct => OneOf(words.Known) is { } word ? words[word] : null;

    public bool? Truth() => Node is YamlScalarNode scalar && scalar.Kind() == ScalarKind.Boolean
        ? bool.Parse(scalar.Value!)
        : Refused<bool?>("true or false");

    public int? Integer(int least, int most)
    {
        if (Node is not YamlScalarNode scalar || scalar.Kind() != ScalarKind.Number)
        {
            return Refused<int?>("a whole number");
        }

        if (int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
        {
            return number;
        }

        Mistake(MistakeCode.OutOfRange, $"{Name}: {scalar.Value} will not do; write a whole number from {least} to {most}.");
        return null;
    }

    public TimeSpan? Duration(TimeSpan least, TimeSpan most)
    {
        if (Text(TextForm.Duration) is not { } text)
        {
            return null;
        }

        var duration = Durations.Parse(text);
        if (duration >= least && duration <= most)
        {
            return duration;
        }

        Mistake(MistakeCode.OutOfRange,
            $"{Name}: {text} will not do; write a duration from {Durations.Show(least)} to {Durations.Show(most)}.");
        return null;
    }

    /// <summary>A text, a number, true or false: as the text it is, numbers with the digits that are written.</summary>
    public string? Scalar() => Node is YamlScalarNode scalar && scalar.Kind() is var kind and not ScalarKind.Nothing
        ? kind == ScalarKind.Boolean ? scalar.Value!.ToLowerInvariant() : scalar.Value
        : Refused<string>("a text, a number, true or false");

    private string? Text(string hint)
    {
        if (IsText)
        {
            return ((YamlScalarNode)Node).Value;
        }

        Mistake(MistakeCode.WrongType, $"{Name} is {Found} and not a text; {hint}.");
        return null;
    }

    private T? Refused<T>(string expected)
    {
        Mistake(MistakeCode.WrongType, $"{Name} is {Found}; write {expected}.");
        return default;
    }

    /// <summary>What stands here instead; never the content, which may be a secret in the wrong place.</summary>
    private string Found => Node switch
    {
        YamlMappingNode => "a map",
        YamlSequenceNode => "a list",
        YamlScalarNode scalar => scalar.Kind() switch
        {
            ScalarKind.Text => "a text",
            ScalarKind.Number => "a number",
            ScalarKind.Boolean => "true or false",
            ScalarKind.Nothing => "empty",
            _ => throw new System.Diagnostics.UnreachableException(),
        },
        _ => "something else",
    };
}
