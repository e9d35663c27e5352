using System.Text.Json.Nodes;

namespace Sync.Reconciliation.Tests;

/// <summary>Compares what something said when it was written with what it says when it is read by a later release.</summary>
internal static class Retold
{
    /// <summary>Whether all that was said then is said now; more may be.</summary>
    public static bool Holds(JsonNode? now, JsonNode? then) => (now, then) switch
    {
        (JsonObject has, JsonObject had) => had.All(property => has.ContainsKey(property.Key) && Holds(has[property.Key], property.Value)),
        (JsonArray has, JsonArray had) => has.Count == had.Count && has.Zip(had).All(pair => Holds(pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(now, then),
    };
}
