using Sync.Configuration.Yaml;

namespace Sync.Configuration.Sections;

/// <summary>Who writes which field of a pairing's records: two writers of one field would never come to rest.</summary>
/// <param name="advice">What else can be done about it.</param>
internal sealed class WrittenPaths(string advice = " (a property can be given a direction)")
{
    private readonly List<(Side Side, string Path, string Owner, bool IsCurrency)> claims = [];

    /// <param name="side">Where the field is.</param>
    /// <param name="path">The field; what stands under it is claimed too.</param>
    /// <param name="owner">Who writes it, for messages.</param>
    /// <param name="at">Where a mistake stands.</param>
    /// <param name="isCurrency">The currency of a money property; several amounts may share one.</param>
    public void Claim(Side side, string path, string owner, YamlValue at, bool isCurrency = false)
    {
        var other = claims.Find(c => c.Side == side && Overlap(c.Path, path) && !(c.IsCurrency && isCurrency));
        if (other.Owner is { } first)
        {
            at.Mistake(MistakeCode.PathTwice,
                $"{at.Path}: '{path}' on {side.Name()} is written by {first} too; "
                + $"let one of them write it{advice}.");
        }

        claims.Add((side, path, owner, isCurrency));
    }

    private static bool Overlap(string left, string right) =>
        left == right || left.StartsWith(right + ".", StringComparison.Ordinal) || right.StartsWith(left + ".", StringComparison.Ordinal);
}
