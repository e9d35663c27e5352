using System.Globalization;

namespace Sync.Storage.Tests.Postgres;

/// <summary>Processor time by Linux' own count, which goes in hundredths of a second.</summary>
public static class ProcessorTime
{
    private const double TicksPerSecond = 100;

    /// <summary>Seconds of a process, of its children, and of what children have ended.</summary>
    public static double Of(int process) => Stats().Where(one => one.Id == process || one.Parent == process).Sum(one => one.Seconds);

    private static IEnumerable<(int Id, int Parent, double Seconds)> Stats()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id))
                continue;
            string stat;
            try
            {
                stat = File.ReadAllText(Path.Combine(folder, "stat"));
            }
            catch (IOException)
            {
                continue; // It has ended meanwhile.
            }

            // After the name, which may have spaces: the state, the parent; user, system, and the same of children that have ended.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            yield return (id, int.Parse(fields[1], CultureInfo.InvariantCulture), fields[11..15].Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)) / TicksPerSecond);
        }
    }
}
