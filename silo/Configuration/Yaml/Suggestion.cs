namespace Sync.Configuration.Yaml;

/// <summary>The word that was probably meant.</summary>
internal static class Suggestion
{
    /// <summary>A sentence naming the nearest of the known words, or listing them when none is near.</summary>
    public static string For(string word, IReadOnlyCollection<string> known)
    {
        var nearest = known.MinBy(candidate => Distance(word, candidate));
        return nearest is not null && Distance(word, nearest) <= Math.Clamp(nearest.Length / 2, 1, 3)
            ? $"did you mean '{nearest}'?"
            : known.Count > 0 ? $"known here: {string.Join(", ", known)}." : "nothing is known here.";
    }

    /// <summary>Levenshtein's distance, without regard to case.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 0; i < left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < right.Length; j++)
            {
                var same = char.ToLowerInvariant(left[i]) == char.ToLowerInvariant(right[j]);
                var replaced = diagonal + (same ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(row[j], diagonal) + 1);
            }
        }

        return row[^1];
    }
}
