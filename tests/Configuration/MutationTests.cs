using YamlDotNet.RepresentationModel;

namespace Sync.Configuration.Tests;

/// <summary>
/// Each value of the fullest good files is replaced by something else, one at a time. Whatever it becomes, the loader answers, and
/// refuses all that the schema refuses; what it refuses for its shape, the schema refuses too.
/// </summary>
public sealed class MutationTests
{
    /// <summary>Between them they hold every key of the grammar.</summary>
    private static readonly Fixture[] Fullest = [new("Good/side-in-full.yaml"), new("Good/pairing-in-full.yaml"), new("Good/types.yaml")];

    /// <summary>Loader mistakes of a shape that a schema cannot tell: ranges of durations.</summary>
    private static readonly string[] Unseen = [MistakeCode.OutOfRange];

    [Theory]
    [InlineData("5")]
    [InlineData("-1")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("word")]
    [InlineData("''")]
    [InlineData("1h")]
    [InlineData("a..b")]
    [InlineData("[]")]
    [InlineData("[a, b]")]
    [InlineData("[[a]]")]
    [InlineData("{}")]
    [InlineData("{a: b}")]
    public void Loader_and_schema_agree_on_any_change_of_one_value(string replacement)
    {
        foreach (var fixture in Fullest)
        {
            foreach (var mutant in Mutants(fixture.Text, Parse(replacement).RootNode))
            {
                var mistakes = ConfigurationLoader.Load(new StringReader(mutant), fixture.Name, TestEnvironment.Variable).Mistakes();
                var errors = SchemaTests.Errors(mutant);
                var isWrongShape = mistakes.Any(m => string.CompareOrdinal(m.Code, MistakeCode.SecretMissing) < 0 && !Unseen.Contains(m.Code));

                (errors.Count > 0 && mistakes.IsEmpty).ShouldBeFalse($"the schema alone refuses: {string.Join('\n', errors)}\n{mutant}");
                (isWrongShape && errors.Count == 0).ShouldBeFalse($"the loader alone refuses: {string.Join('\n', mistakes)}\n{mutant}");
            }
        }
    }

    /// <summary>The text with one value replaced, for every value.</summary>
    private static IEnumerable<string> Mutants(string text, YamlNode replacement)
    {
        var document = Parse(text);
        foreach (var (value, put) in Places(document.RootNode).ToList())
        {
            put(replacement);
            var writer = new StringWriter();
            new YamlStream(document).Save(writer, assignAnchors: false);
            put(value);
            yield return writer.ToString();
        }
    }

    private static YamlDocument Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents[0];
    }

    /// <summary>Every value under a node, with what puts another in its place.</summary>
    private static IEnumerable<(YamlNode Value, Action<YamlNode> Put)> Places(YamlNode node) => node switch
    {
        YamlMappingNode map => map.Children.SelectMany(c => Places(c.Value).Prepend((c.Value, other => map.Children[c.Key] = other))),
        YamlSequenceNode list => list.Children.SelectMany((c, i) => Places(c).Prepend((c, other => list.Children[i] = other))),
        _ => [],
    };
}
