using System.Globalization;
using System.Text.Json.Nodes;

namespace Sync.Configuration;

/// <summary>A database that was found to be older than it had been.</summary>
/// <param name="Found">By what it was told: other words for every time, and the same to all silos that find it at once.</param>
/// <param name="At">When.</param>
internal sealed record Restoration(string Found, DateTimeOffset At)
{
    private const string Key = "restored";

    /// <summary>The first mapping revision of a pairing after it.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>The last one that a pairing's fingerprint remembers; <see langword="null"/>: there never was one.</summary>
    public static Restoration? Of(JsonNode? fingerprint) => fingerprint?[Key] is { } kept
        ? new((string)kept["found"]!, DateTimeOffset.Parse((string)kept["at"]!, CultureInfo.InvariantCulture)) { Revision = (int)kept["revision"]! }
        : null;

    /// <summary>A fingerprint that remembers it.</summary>
    public static string Remember(string fingerprint, Restoration? restoration)
    {
        if (restoration is null)
            return fingerprint;
        var remembers = JsonNode.Parse(fingerprint)!;
        remembers[Key] = new JsonObject
        {
            ["found"] = restoration.Found, ["at"] = restoration.At.ToString("O", CultureInfo.InvariantCulture), ["revision"] = restoration.Revision,
        };
        return remembers.ToJsonString(MappingFingerprint.Readable);
    }
}
