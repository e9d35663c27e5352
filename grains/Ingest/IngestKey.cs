namespace Sync.Grains;

/// <summary>The key of an ingest grain: <c>crm/customer</c>.</summary>
public static class IngestKey
{
    public static string Of(Side side, string kind) => $"{side.Name()}/{kind}";

    /// <exception cref="FormatException">The text is not <c>side/kind</c>.</exception>
    public static (Side Side, string Kind) Parse(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && Sides.Parse(key[..slash]) is { } side
            ? (side, key[(slash + 1)..])
            : throw new FormatException($"'{key}' is not the key of an ingest; expected <side>/<kind>.");
    }
}
