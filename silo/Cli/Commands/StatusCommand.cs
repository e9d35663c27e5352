using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Sync.Cli.Output;
using Sync.V1;

namespace Sync.Cli.Commands;

/// <summary><c>sync status</c>.</summary>
internal sealed class StatusCommand() : ApiCommand(
    "status", "How every feed and every pairing stands.", "sync status", "sync status --json | jq '.pairings[] | {pairing, live}'")
{
    /// <inheritdoc/>
    protected override async Task RunAsync(Connection connection, Screen screen, ParseResult parsed, CancellationToken cancellation)
    {
        var status = await connection.Api.GetStatusAsync(new GetStatusRequest(), connection.Bounded(cancellation));
        if (screen.IsJson)
        {
            Screen.WriteJson(status);
            return;
        }
        screen.WriteLine(("Sync", Cells.Strong), ($" {status.Version}, up {Words.Duration(status.UptimeSeconds)}", Cells.Plain));
        screen.WriteLine();
        WriteIngests(screen, status);
        screen.WriteLine();
        WritePairings(screen, status);
        WriteHeld(screen, status);
        WriteFailures(screen, status);
    }

    private static void WriteIngests(Screen screen, GetStatusResponse status)
    {
        var table = Cells.Table("side", "kind", "phase", ">scanned", ">window", ">lag", ">changes");
        foreach (var ingest in status.Ingests)
        {
            table.AddRow(
                Cells.Of(Words.Of(ingest.Side)),
                Cells.Of(Kind(ingest)),
                Cells.Of(ingest.Phase, ingest.Failure.Length > 0 ? Cells.Bad : ingest.Phase == "live" ? Cells.Good : Cells.Busy),
                Cells.Of(Number(ingest.Scanned)),
                Cells.Of(Number(ingest.Window)),
                Cells.Of(Words.Duration(ingest.LagSeconds)),
                Cells.Of(Number(ingest.Changes)));
        }
        screen.Write(table);
    }

    private static void WritePairings(Screen screen, GetStatusResponse status)
    {
        var table = Cells.Table("pairing", "live", ">pairs", "by status", ">deletions", "resync", "last sweep");
        foreach (var pairing in status.Pairings)
        {
            table.AddRow(
                Cells.Of(pairing.Pairing),
                Cells.Of(pairing.Live ? "yes" : pairing.CreatesHeldSince is null ? "not yet" : "held", pairing.Live ? Cells.Good : Cells.Busy),
                Cells.Of(Number(pairing.Counts.Sum(count => count.Count))),
                Cells.Of(string.Join(", ", pairing.Counts.Select(count => $"{Words.Of(count.Status)} {Number(count.Count)}"))),
                Cells.Of(pairing.DeletionsPaused ? $"paused, {Number(pairing.DeletionsWaiting)} waiting" : Number(pairing.DeletionsGranted), pairing.DeletionsPaused ? Cells.Bad : Cells.Plain),
                pairing.Resync is { } resync
                    ? Cells.Of($"{Number(resync.Done)} of {Number(resync.Total)}, {resync.By}", Cells.Busy)
                    : Cells.Of("-", Cells.Soft),
                Sweep(pairing.Sweep));
        }
        screen.Write(table);
    }

    private static Text Sweep(SweepReport? report) => report switch
    {
        null => Cells.Of("-", Cells.Soft),
        { FinishedAt: null } => Cells.Of($"{Words.Of(report.Phase)}, {Number(report.Divergent)} divergent", Cells.Busy),
        _ => Cells.Of($"{Words.Of(report.FinishedAt)}, {Number(report.Divergent)} divergent{(report.Incomplete ? ", incomplete" : "")}"),
    };

    private static void WriteHeld(Screen screen, GetStatusResponse status)
    {
        foreach (var held in status.Pairings.Where(pairing => pairing.CreatesHeldSince is not null))
        {
            screen.WriteLine((
                $"{held.Pairing}: the database was set back ({Words.Of(held.CreatesHeldSince)}); {(held.Live ? "what no match finds" : "what is missing")} may "
                + $"have been made before, and is not created until somebody agrees: sync creates agree {held.Pairing}",
                held.Live ? Cells.Busy : Cells.Bad));
        }
    }

    /// <summary>The kind, with the partition where it is taken in partitions.</summary>
    private static string Kind(IngestStatus ingest) => ingest.Partition.Length == 0 ? ingest.Kind : $"{ingest.Kind} {ingest.Partition}";

    private static void WriteFailures(Screen screen, GetStatusResponse status)
    {
        var failures = status.Ingests.Where(ingest => ingest.Failure.Length > 0)
            .Select(ingest => $"{Words.Of(ingest.Side)} {Kind(ingest)}: {ingest.Failure}")
            .Concat(status.Pairings.Where(pairing => pairing.Failure.Length > 0).Select(pairing => $"{pairing.Pairing}: {pairing.Failure}"))
            .ToList();
        if (failures.Count > 0)
            screen.WriteLine();
        foreach (var failure in failures)
            screen.WriteLine((failure, Cells.Bad));
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
