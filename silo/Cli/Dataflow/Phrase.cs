using System.Runtime.CompilerServices;
using Sync.Cli.Output;

namespace Sync.Cli.Dataflow;

/// <summary>
/// A piece of a sentence, written as an interpolated string: the text is ours and plain, every hole is the configuration's and is
/// code, shown letter by letter. A hole marked <c>:plain</c> is foreign text that reads as a sentence does.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Phrase(int literalLength, int formattedCount)
{
    private readonly List<(string Text, bool IsCode)> parts = new((literalLength > 0 ? 1 : 0) + formattedCount);

    public static Phrase Nothing => $"";

    /// <summary>What it is made of, without control characters and without empty parts.</summary>
    public IReadOnlyList<(string Text, bool IsCode)> Parts => parts;

    /// <summary>Phrases one after the other.</summary>
    public static Phrase Join(string separator, IEnumerable<Phrase> phrases)
    {
        var joined = Nothing;
        foreach (var phrase in phrases.Where(phrase => phrase.Parts.Count > 0))
        {
            if (joined.Parts.Count > 0)
                joined.AppendLiteral(separator);
            joined.AppendFormatted(phrase);
        }
        return joined;
    }

    /// <summary>Names, paths and the like, with commas.</summary>
    public static Phrase Listed(IEnumerable<string> codes) => Join(", ", codes.Select(code => (Phrase)$"{code}"));

    public void AppendLiteral(string text) => Append(text, isCode: false);

    public void AppendFormatted(string code) => Append(code.Length == 0 ? "\"\"" : code, isCode: true);

    public void AppendFormatted(int number) => Append(number.ToString(System.Globalization.CultureInfo.InvariantCulture), isCode: false);

    /// <param name="text">Not code.</param>
    /// <param name="format">Always <c>plain</c>.</param>
    public void AppendFormatted(string text, string format) => Append(text, isCode: format != "plain");

    public void AppendFormatted(Phrase phrase) => parts.AddRange(phrase.parts);

    /// <summary>Without any markup.</summary>
    public override string ToString() => string.Concat(parts.Select(part => part.Text));

    private void Append(string text, bool isCode)
    {
        if (text.Length > 0)
            parts.Add((Words.Plain(text), isCode));
    }
}
