using System.Text.Json.Nodes;

namespace Sync.Configuration;

/// <summary>
/// What a pairing was read as before, kept with its fingerprint under <c>earlier</c>: a file that says one of these again is an old
/// one, unless somebody goes back on purpose.
/// </summary>
internal static class MappingHistory
{
    private const string Earlier = "earlier";

    /// <summary>A fingerprint that remembers those before it.</summary>
    /// <param name="fingerprint">The new one.</param>
    /// <param name="last">The one it takes the place of; <see langword="null"/> where it is the first.</param>
    public static string Continue(string fingerprint, JsonNode? last)
    {
        if (last is null)
            return fingerprint;
        var next = JsonNode.Parse(fingerprint)!.AsObject();
        var before = Of(last).Select(earlier => earlier!.DeepClone());
        next[Earlier] = new JsonArray([.. JsonNode.DeepEquals(Mapping(last), Mapping(next)) ? before : before.Append(Mapping(last))]);
        return next.ToJsonString(MappingFingerprint.Readable);
    }

    /// <summary>Whether a pairing is read as it was before the last revision.</summary>
    public static bool Has(JsonNode last, Pairing pairing) =>
        Mapping(JsonNode.Parse(MappingFingerprint.Write(pairing))!) is var mapping && Of(last).Any(earlier => JsonNode.DeepEquals(earlier, mapping));

    private static JsonArray Of(JsonNode fingerprint) => fingerprint[Earlier]?.AsArray() ?? [];

    /// <summary>A fingerprint without what tells the revisions.</summary>
    private static JsonObject Mapping(JsonNode fingerprint) => new()
    {
        ["scope"] = fingerprint["scope"]?.DeepClone(),
        ["reads"] = new JsonObject(fingerprint["properties"]!.AsObject().Select(p => KeyValuePair.Create(p.Key, p.Value!["reads"]?.DeepClone()))),
    };
}
