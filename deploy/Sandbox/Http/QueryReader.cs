using System.Globalization;

namespace Sync.Sandbox.Http;

/// <summary>Reads query parameters; a wrong one is refused by name.</summary>
internal static class QueryReader
{
    public static int Whole(IQueryCollection query, string name, int fallback, int lowest, int highest)
    {
        if (!query.TryGetValue(name, out var given)) return fallback;
        return int.TryParse(given.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= lowest && number <= highest
            ? number
            : throw RefusedException.Malformed($"{name} must be a whole number from {lowest} to {highest}", name);
    }

    public static string? Text(IQueryCollection query, string name) =>
        query.TryGetValue(name, out var given) ? given.ToString() : null;
}
