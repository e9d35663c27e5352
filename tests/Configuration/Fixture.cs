using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Sync.Configuration.Tests;

/// <summary>
/// A sync.yaml of the folder Fixtures. Good ones load; structural ones are refused by loader and schema; semantic ones by the
/// loader alone. A bad one names its mistakes in its first lines: <c># SYNC004 line 12</c>.
/// </summary>
/// <param name="Name">Folder and file, such as <c>Good/smallest.yaml</c>.</param>
internal sealed partial record Fixture(string Name)
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Fixtures");

    public string Text => File.ReadAllText(Path.Combine(Root, Name));

    public ImmutableArray<string> ExpectedMistakes => [.. Expectation().Matches(Text).Select(m => m.Value[2..])];

    public static IEnumerable<Fixture> Bad => [.. In("Structural"), .. In("Semantic")];

    public static IEnumerable<Fixture> In(string folder) => Directory.GetFiles(Path.Combine(Root, folder))
        .Order(StringComparer.Ordinal).Select(file => new Fixture($"{folder}/{Path.GetFileName(file)}"));

    public LoadResult Load() => ConfigurationLoader.Load(new StringReader(Text), Name, TestEnvironment.Variable);

    public static string Shown(ConfigurationMistake mistake) =>
        string.Create(CultureInfo.InvariantCulture, $"{mistake.Code} line {mistake.Line}");

    [GeneratedRegex(@"^# SYNC\d{3} line \d+", RegexOptions.Multiline)]
    private static partial Regex Expectation();
}
