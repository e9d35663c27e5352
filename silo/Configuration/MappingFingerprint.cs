using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sync.Configuration.Yaml;

namespace Sync.Configuration;

/// <summary>
/// How a pairing is read, in the words of the file: <c>reads</c> is what a value of a property means, <c>scope</c> which records
/// take part and what is looked at. Only what differs from the model's default is written, so that an option a later program adds
/// changes no fingerprint; two are the same if they are deeply equal.
/// </summary>
internal static class MappingFingerprint
{
    private const int MostDigits = 28;
    private static readonly TimeSpan FinestResolution = TimeSpan.FromMilliseconds(1);

    /// <summary>How it is kept.</summary>
    public static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The whole of a pairing whose properties have their <see cref="Property.Since"/>.</summary>
    public static string Write(Pairing pairing) => new JsonObject
    {
        ["kinds"] = Kinds(pairing),
        ["scope"] = Scope(pairing),
        ["properties"] = Map(pairing.Properties.Select(p =>
            (p.Name, (JsonNode?)new JsonObject { ["since"] = p.Since, ["reads"] = Reads(p) }))),
    }.ToJsonString(Readable);

    /// <summary>The links of a pairing are between records of these.</summary>
    public static JsonObject Kinds(Pairing pairing) => PerSide(pairing.Kinds.Select<JsonNode?>(kind => kind));

    /// <summary>
    /// What makes every pair look again and leaves the meaning of its values, and so base, alone: <c>where</c>, <c>match</c>,
    /// <c>cardinality</c>, and of properties <c>required</c>, <c>direction</c> and <c>compare</c>. Under another comparison a value still means what it meant;
    /// only which two count as the same is another matter, and an edit not yet sent must not be lost to that.
    /// </summary>
    public static JsonObject Scope(Pairing pairing)
    {
        var all = pairing.Properties.SelectMany(p => p.Properties.Select(line => (Name: $"{p.Name}.{line.Name}", Of: line)).Prepend((p.Name, Of: p))).ToList();
        return Some(
            ("where", Filled(PerSide(pairing.Where.Select<JsonNode?>(side => Filled(Map(side.Select(f => (f.Key, (JsonNode?)f.Value)))))))),
            ("match", Filled(List(pairing.Match))),
            ("many", pairing.Many?.Name()),
            ("required", Filled(List(all.Where(p => p.Of.Required).Select(p => p.Name).Order(StringComparer.Ordinal)))),
            ("direction", Filled(Map(all.Where(p => p.Of.Direction != Direction.Both).Select(p => (p.Name, (JsonNode?)Words.Direction.Of(p.Of.Direction)))))),
            ("compare", Filled(Map(all.Where(p => p.Of.Compare != Comparison.Exact).Select(p => (p.Name, (JsonNode?)Words.Compare.Of(p.Of.Compare)))))));
    }

    /// <summary>What a value of a property means, on either side.</summary>
    public static JsonObject Reads(Property property) => Some(
        ("type", Words.Type.Of(property.Type)),
        ("crm", List(property.Paths.Crm)),
        ("shop", List(property.Paths.Shop)),
        ("convert", Filled(PerSide(property.Conversions.Select<JsonNode?>(steps => Filled(new JsonArray([.. steps.Select(Step)])))))),
        ("precision", property.Precision is null or MostDigits ? null : property.Precision),
        ("scale", property.Scale),
        ("resolution", property.Resolution is { } r && r != FinestResolution ? Durations.Show(r) : null),
        ("zone", Filled(PerSide(property.Zone.Select<JsonNode?>(zone => zone)))),
        ("to", property.To),
        ("as", Filled(PerSide(property.As.Select<JsonNode?>(form => form == IdForm.Text ? null : Words.IdForm.Of(form))))),
        ("key", property.Key),
        ("properties", Filled(Map(property.Properties.Select(line => (line.Name, (JsonNode?)Reads(line)))))));

    private static JsonNode Step(Conversion step) => step switch
    {
        Conversion.Table { ToCanonical: var words } => Some(("table", Map(words.Select(word => (word.Key, (JsonNode?)word.Value))))),
        Conversion.MinorUnits { Digits: null } => "minorUnits",
        Conversion.MinorUnits { Digits: { } digits } => Some(("minorUnits", digits)),
        Conversion.SplitName { SingleIsLast: var isLast } => Some(("splitName", isLast ? "last" : "first")),
        Conversion.Trim => "trim",
        Conversion.Format { Pattern: var pattern } => Some(("format", pattern)),
        _ => throw new UnreachableException(),
    };

    private static JsonObject PerSide(PerSide<JsonNode?> sides) => Some((Side.Crm.Name(), sides.Crm), (Side.Shop.Name(), sides.Shop));

    private static JsonObject Some(params (string Key, JsonNode? Value)[] entries) => Map(entries.Where(e => e.Value is not null));

    private static JsonObject Map(IEnumerable<(string Key, JsonNode? Value)> entries) =>
        new(entries.Select(e => KeyValuePair.Create(e.Key, e.Value)));

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)text)]);

    private static JsonObject? Filled(JsonObject map) => map.Count > 0 ? map : null;

    private static JsonArray? Filled(JsonArray list) => list.Count > 0 ? list : null;
}
