using System.Text.Json.Nodes;

namespace Sync.Sandbox.Shapes;

/// <summary>
/// JSON merge patch (RFC 7396): objects merge, arrays and plain values replace. Records here always show all their
/// fields, so a null sets the field to null where the RFC would remove it.
/// </summary>
internal static class MergePatch
{
    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        var merged = target.DeepClone().AsObject();
        foreach (var (name, value) in patch)
        {
            merged[name] = value is JsonObject nested
                ? Apply(merged[name] as JsonObject ?? [], nested)
                : value?.DeepClone();
        }
        return merged;
    }
}
