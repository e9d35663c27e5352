using System.Text.RegularExpressions;

namespace Sync.Architecture.Tests.Checks;

/// <summary>One connector never names a type of another. A connector is a folder of silo/Connectors in which a class is an IConnector.</summary>
internal static partial class ConnectorArrows
{
    private const string Root = "silo/Connectors/";

    public static IEnumerable<string> Broken(IReadOnlyList<SourceFile> files)
    {
        var connectors = files
            .Where(file => file.Path.StartsWith(Root, StringComparison.Ordinal) && file.Path.EndsWith(".cs", StringComparison.Ordinal))
            .Where(file => file.Path.IndexOf('/', Root.Length) > 0)
            .GroupBy(file => file.Path[Root.Length..file.Path.IndexOf('/', Root.Length)])
            .Where(folder => folder.Any(file => IsConnector().IsMatch(file.Code)))
            .ToList();
        return
            from one in connectors
            from other in connectors
            where one.Key != other.Key
            let foreign = TypesOf(other).Except(TypesOf(one)).ToHashSet(StringComparer.Ordinal)
            from file in one
            let code = file.Code
            from word in Word().Matches(code)
            where foreign.Contains(word.Value)
            select $"{file.Path}:{SourceArrows.LineOf(code, word.Index)}: connector {one.Key} → connector {other.Key} is no arrow of this house: {word.Value}";
    }

    private static IEnumerable<string> TypesOf(IEnumerable<SourceFile> files) =>
        files.SelectMany(file => Declaration().Matches(file.Code)).Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"\bclass\s+\w+[^{;]*:\s*[^{;]*\bIConnector\b")]
    private static partial Regex IsConnector();

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?)\s+(?<name>[A-Z]\w*)", RegexOptions.ExplicitCapture)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\b[A-Z]\w*\b")]
    private static partial Regex Word();
}
