namespace Sync.Simulation;

/// <summary>
/// Makes a failing history shorter: of the shapes that allow a little less, the first in which the same checker still reports
/// becomes the next to be made smaller, until none does. Another shape makes other histories of a seed, so a few seeds are tried.
/// </summary>
internal static class Shrinking
{
    private const int SeedsToTry = 60;

    /// <summary>The smallest found, with its story.</summary>
    public static (Shape Shape, int Seed, IReadOnlyList<string> Story) Shrink(Shape shape, int seed, string checker)
    {
        while (Smaller(shape, seed, checker) is var (next, found))
            (shape, seed) = (next, found);
        var history = new History(seed, shape, tells: true);
        var fault = history.Run();
        return (shape, seed, [.. history.World.Disk.Story!, $"{fault}"]);
    }

    private static (Shape Shape, int Seed)? Smaller(Shape shape, int seed, string checker)
    {
        foreach (var smaller in Less(shape))
        {
            foreach (var tried in Enumerable.Range(seed, SeedsToTry))
            {
                if (new History(tried, smaller).Run()?.Checker == checker)
                    return (smaller, tried);
            }
        }
        return null;
    }

    private static IEnumerable<Shape> Less(Shape shape)
    {
        if (shape.Creates > 0)
            yield return shape with { Creates = shape.Creates - 1 };
        if (shape.InitialRecords > (shape.Creates > 0 ? 0 : 1))
            yield return shape with { InitialRecords = shape.InitialRecords - 1 };
        if (shape.Edits > 0)
            yield return shape with { Edits = shape.Edits - 1 };
        if (shape.Crashes > 0)
            yield return shape with { Crashes = shape.Crashes - 1 };
        foreach (var kind in Enum.GetValues<Misfortune>().Where(kind => kind is not (Misfortune.None or Misfortune.All) && shape.May(kind)))
            yield return shape with { Misfortunes = shape.Misfortunes & ~kind };
    }
}
