using System.Reflection;
using System.Text.Json.Nodes;
using NJsonSchema;
using Sync.Configuration.Yaml;

namespace Sync.Configuration.Tests;

/// <summary>The JSON Schema, by which editors help, says what the loader says.</summary>
public sealed class SchemaTests
{
    private static readonly string SchemaText = File.ReadAllText(
        Path.Combine(AppContext.BaseDirectory, "Configuration", "sync.schema.json"));

    private static readonly JsonSchema Schema = JsonSchema.FromJsonAsync(SchemaText).GetAwaiter().GetResult();

    public static TheoryData<string> Forms => [.. FormFields.Select(f => f.Name)];

    private static IEnumerable<FieldInfo> FormFields => typeof(TextForm).GetFields(BindingFlags.Public | BindingFlags.Static);

    [Theory]
    [Fixtures("Good")]
    public void The_schema_takes_what_the_loader_takes(string fixture) => Errors(new Fixture(fixture).Text).ShouldBeEmpty();

    [Theory]
    [Fixtures("Structural")]
    public void The_schema_refuses_a_wrong_structure(string fixture) => Errors(new Fixture(fixture).Text).ShouldNotBeEmpty();

    [Theory]
    [Fixtures("Semantic")]
    public void The_schema_leaves_meaning_to_the_loader(string fixture) => Errors(new Fixture(fixture).Text).ShouldBeEmpty();

    [Fact]
    public void The_schema_takes_the_default() => Errors(ConfigurationLoader.OpenDefault().ReadToEnd()).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_pattern_of_the_loader_stands_in_the_schema(string form)
    {
        var pattern = ((TextForm)FormFields.Single(f => f.Name == form).GetValue(null)!).Pattern;

        Texts(JsonNode.Parse(SchemaText)).ShouldContain(pattern);
    }

    [Fact]
    public void Every_map_of_the_schema_names_its_keys_and_says_what_it_is()
    {
        foreach (var map in Objects(JsonNode.Parse(SchemaText)).Where(o => o["type"] is JsonValue type && type.ToString() == "object"))
        {
            map.ContainsKey("additionalProperties").ShouldBeTrue(map.ToJsonString());
        }

        foreach (var (name, definition) in JsonNode.Parse(SchemaText)!["definitions"]!.AsObject())
        {
            definition!["description"].ShouldNotBeNull(name);
        }
    }

    internal static IReadOnlyList<string> Errors(string yaml)
    {
        try
        {
            return [.. Schema.Validate(YamlToJson.Convert(yaml)).Select(e => e.ToString())];
        }
        catch (Exception failure) when (failure is YamlDotNet.Core.YamlException or InvalidOperationException)
        {
            // No YAML; YamlDotNet throws the latter for a bracket that is never closed.
            return [failure.Message];
        }
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(entry => Objects(entry.Value)).Prepend(map),
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };

    /// <summary>Every key and every text.</summary>
    private static IEnumerable<string> Texts(JsonNode? node) =>
        Objects(node).SelectMany(o => o.Select(e => e.Key).Concat(o.Select(e => e.Value).OfType<JsonValue>().Select(v => v.ToString())));
}
