namespace Sync.Sandbox.Shapes;

/// <summary>Finds the name a caller probably meant.</summary>
internal static class Suggestion
{
    /// <summary>A half sentence such as <c>; did you mean 'email'?</c>, or the allowed names when none is near.</summary>
    public static string For(string given, IReadOnlyCollection<string> known)
    {
        var nearest = known.MinBy(name => Distance(given.ToLowerInvariant(), name.ToLowerInvariant()));
        return nearest is not null && Distance(given.ToLowerInvariant(), nearest.ToLowerInvariant()) <= 1 + given.Length / 3
            ? $"; did you mean '{nearest}'?"
            : $"; known are {string.Join(", ", known)}";
    }

    /// <summary>Levenshtein distance; a very long name is never near anything and is not worth measuring.</summary>
    private static int Distance(string left, string right)
    {
        if (left.Length > 64) return int.MaxValue;
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[right.Length];
    }
}
