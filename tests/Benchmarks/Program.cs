using System.Globalization;
using Spectre.Console;
using Sync.Benchmarks;

if (args.Contains("--help"))
{
    Console.WriteLine("""
        What a change costs: one run, one table, everything in this one process.

          dotnet run -c Release --project tests/Benchmarks [-- --scale PERCENT] [--rows LETTERS]

          --rows LETTERS    only these: a, b, c, p (c on PostgreSQL), q (c on three silos), d, e (abcpqde)
          --scale PERCENT   of the sizes below (100)
          --steps           instead: what mapping and deciding cost alone, without silo, streams or store
          --memory          instead: what a pair takes in memory while it is active
          --backfill N      instead: N records a side listed, matched and linked while people edit; with --postgres, on PostgreSQL
          --stores          instead: writes of the pair store and of Orleans' AdoNet storage, on SQLite and on PostgreSQL

        A change is one feed item, so an edit is two: itself and its echo. CPU seconds are the whole process's: engine, sides,
        streams and store. Differences under 30 % are noise; compare ratios within one run.
        """);
    return 0;
}

if (args.Contains("--steps"))
{
    Steps.Run();
    return 0;
}

var scaleAt = Array.IndexOf(args, "--scale");
var scale = scaleAt < 0 ? 100 : int.Parse(args[scaleAt + 1], CultureInfo.InvariantCulture);
var rowsAt = Array.IndexOf(args, "--rows");
var wanted = rowsAt < 0 ? "abcpqde" : args[rowsAt + 1];
var folder = Directory.CreateTempSubdirectory("sync-bench-");
var rows = new Sync.Benchmarks.Rows(folder.FullName, scale);
var table = new Table().AddColumns("row", "changes", "changes/s", "CPU s / 1,000", "what limits it");
foreach (var column in table.Columns.Skip(1).Take(3))
    column.RightAligned();

void Add(Row row)
{
    table.AddRow(
        row.Name, row.Changes.ToString("N0", CultureInfo.InvariantCulture), row.PerSecond.ToString("N0", CultureInfo.InvariantCulture),
        row.CpuPerThousand.ToString("N3", CultureInfo.InvariantCulture), row.Note);
    Console.Error.WriteLine($"{row.Name}: {row.PerSecond:N0}/s, {row.CpuPerThousand:N3} CPU s per 1,000");
}

if (args.Contains("--memory"))
{
    Console.WriteLine($"an active pair takes {await rows.KilobytesOfActivePairAsync(rows.Scaled(10_000)):N1} KB");
    folder.Delete(recursive: true);
    return 0;
}

var backfillAt = Array.IndexOf(args, "--backfill");
if (backfillAt >= 0)
{
    var parts = new Table().AddColumns("pairs in step", "seconds", "records/s", "CPU s / 1,000", "MB", "GC s", "edits", "median ms", "p99", "worst");
    await foreach (var part in rows.BackfillAsync(int.Parse(args[backfillAt + 1], CultureInfo.InvariantCulture), args.Contains("--postgres")))
    {
        FormattableString[] cells =
        [
            $"{part.UpTo:N0}", $"{part.Row.Seconds:N1}", $"{part.Row.PerSecond:N0}", $"{part.Row.CpuPerThousand:N3}", $"{part.Megabytes:N0}", $"{part.PausedSeconds:N1}", $"{part.Edits}",
            $"{part.MedianMs:N0}", $"{part.P99Ms:N0}", $"{part.WorstMs:N0}",
        ];
        parts.AddRow([.. cells.Select(FormattableString.Invariant)]);
        Console.Error.WriteLine(string.Join('\t', cells.Select(FormattableString.Invariant)));
    }

    // Where there is no terminal, one of 80 columns would be assumed.
    AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 120);
    AnsiConsole.Write(parts);
    folder.Delete(recursive: true);
    return 0;
}

if (args.Contains("--stores"))
{
    await foreach (var row in new Stores(folder.FullName, scale).RunAsync())
        Add(row);
    AnsiConsole.Write(table);
    folder.Delete(recursive: true);
    return 0;
}

try
{
    if (wanted.Contains('a'))
        Add(await rows.StreamAsync("(a) memory streams to a grain that does nothing", "nothing", rows.Scaled(1_000), rows.Scaled(30_000), "the stream's pulling agents"));
    if (wanted.Contains('b'))
        Add(await rows.StreamAsync("(b) the same, with Orleans' AdoNet storage on SQLite", "stock", rows.Scaled(1_000), rows.Scaled(5_000), "one fsync a write"));
    if (wanted.Contains('c'))
        Add(await rows.InProcessAsync(rows.Scaled(5_000), rows.Scaled(40_000)));
    if (wanted.Contains('p'))
        Add(await rows.InProcessOnPostgresAsync("(c) the same on PostgreSQL, as a cluster of one", 1, rows.Scaled(5_000), rows.Scaled(40_000)));
    if (wanted.Contains('q'))
        Add(await rows.InProcessOnPostgresAsync("(c) the same as a cluster of three, all in this process", 3, rows.Scaled(5_000), rows.Scaled(40_000)));
    string? latency = null;
    if (wanted.Contains('d'))
    {
        var http = await rows.OverHttpAsync(rows.Scaled(500), rows.Scaled(3_000));
        Add(http.Row);
        latency = $"latency from edit to the other side over HTTP, light load: median {http.MedianMs:N0} ms, p99 {http.P99Ms:N0} ms";
    }

    if (wanted.Contains('e'))
    {
        Add(await rows.ScanAsync(rows.Scaled(10_000)));
        Add(await rows.ScanAsync(rows.Scaled(100_000)));
    }

    AnsiConsole.Write(table);
    if (latency is not null)
        Console.WriteLine(latency);
    return 0;
}
finally
{
    folder.Delete(recursive: true);
}
