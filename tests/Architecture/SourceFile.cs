using System.Text.RegularExpressions;

namespace Sync.Architecture.Tests;

/// <summary>One tracked file: its path from the root, with forward slashes, and its text.</summary>
public sealed partial record SourceFile(string Path, string Text)
{
    /// <summary>How many lines it has; a line break at the very end opens no further line.</summary>
    public int LineCount => Text.Length == 0 ? 0 : Text.TrimEnd('\n').Count(c => c == '\n') + 1;

    /// <summary>The text without comments; line breaks, and with them line numbers, stay.</summary>
    public string Code => TokenOrComment().Replace(
        Text, match => match.Groups["kept"].Success ? match.Value : new string('\n', match.Value.Count(c => c == '\n')));

    public bool IsUnder(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    [GeneratedRegex("""
        (?<kept>\"{3,}[\s\S]*?\"{3,}|@\$?"(?:""|[^"])*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+')|//[^\n]*|/\*[\s\S]*?\*/
        """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex TokenOrComment();
}
