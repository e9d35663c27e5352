using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Sync.Cli.Output;
using Sync.V1;

namespace Sync.Cli.Commands;

/// <summary><c>sync silos</c>.</summary>
internal sealed class SilosCommand() : ApiCommand(
    "silos", "Which silos there are, and what each has in memory: pairs that people edited in the last two minutes, ingests, pairings.",
    "sync silos", "sync silos --json | jq -r '.silos[] | [.address, .pairs, .ingests] | @tsv'")
{
    /// <inheritdoc/>
    protected override async Task RunAsync(Connection connection, Screen screen, ParseResult parsed, CancellationToken cancellation)
    {
        var listed = await connection.Api.ListSilosAsync(new ListSilosRequest(), connection.Bounded(cancellation));
        if (screen.IsJson)
        {
            Screen.WriteJson(listed);
            return;
        }
        var table = Cells.Table("silo", "name", "state", "started", ">pairs", ">ingests", ">pairings");
        foreach (var silo in listed.Silos)
        {
            table.AddRow(
                Cells.Of(silo.Address), Cells.Of(silo.Name, Cells.Soft), State(silo), Cells.Of(Words.Of(silo.StartedAt)),
                Share(silo, one => one.Pairs), Share(silo, one => one.Ingests), Share(silo, one => one.Pairings));
        }
        screen.Write(table);
        foreach (var silo in listed.Silos.Where(silo => silo.Failure.Length > 0))
            screen.WriteLine(($"{silo.Address}: {silo.Failure}", Cells.Bad));

        Text Share(SiloStatus silo, Func<SiloStatus, int> held) => silo.Failure.Length > 0
            ? Cells.Of("?", Cells.Bad)
            : Cells.Of(string.Create(CultureInfo.InvariantCulture, $"{held(silo):N0} ({100d * held(silo) / Math.Max(1, listed.Silos.Sum(held)):0} %)"));
    }

    private static Text State(SiloStatus silo) =>
        Cells.Of(Words.Of(silo.State), silo.Failure.Length > 0 ? Cells.Bad : silo.State == SiloState.Active ? Cells.Good : Cells.Busy);
}
