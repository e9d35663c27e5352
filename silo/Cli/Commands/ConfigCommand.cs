using System.CommandLine;
using Spectre.Console;
using Sync.Cli.Dataflow;
using Sync.Cli.Output;
using Sync.V1;

namespace Sync.Cli.Commands;

/// <summary><c>sync config</c>.</summary>
internal sealed class ConfigCommand() : ApiCommand(
    "config", "The configuration that runs, every default filled in, secrets by their source only.",
    "sync config", "sync config --json | jq '.pairings[] | {name, create, match}'")
{
    /// <inheritdoc/>
    protected override async Task RunAsync(Connection connection, Screen screen, ParseResult parsed, CancellationToken cancellation)
    {
        var configuration = await connection.Api.GetConfigurationAsync(new GetConfigurationRequest(), connection.Bounded(cancellation));
        if (screen.IsJson)
        {
            Screen.WriteJson(configuration);
            return;
        }
        screen.WriteLine(
            ("Sync", Cells.Strong), ($" {configuration.Version}, ", Cells.Plain),
            (configuration.File.Length > 0 ? configuration.File : "the built-in default", Cells.Plain));
        screen.WriteLine();
        screen.WriteLine(($"activity is kept {configuration.ActivityKeep}, {configuration.ActivityMost} at most", Cells.Soft));
        screen.WriteLine();
        screen.Write(Sides(configuration));
        screen.WriteLine();
        screen.Write(Pairings(configuration));
        WriteChanges(screen, configuration);
        screen.WriteLine();
        screen.Write(Properties(configuration));
    }

    /// <summary>What the present file reads otherwise than the one before.</summary>
    private static void WriteChanges(Screen screen, GetConfigurationResponse configuration)
    {
        foreach (var (name, change) in configuration.Pairings.Where(p => p.MappingChange is not null).Select(p => (p.Name, p.MappingChange)))
        {
            var told = new[]
            {
                Told("gained", change.Gained), Told("lost", change.Lost), Told("read otherwise:", change.Otherwise),
                change.Scope ? "where, match, cardinality, required, direction or compare changed" : "",
            }.Where(part => part.Length > 0);
            screen.WriteLine(($"{name}: mapping revision {change.Revision}, {string.Join("; ", told)}", Cells.Busy));
        }
    }

    private static string Told(string what, IReadOnlyCollection<string> names) => names.Count == 0 ? "" : $"{what} {string.Join(", ", names)}";

    private static Table Sides(GetConfigurationResponse configuration)
    {
        var table = Cells.Table("side", "crm", "shop");
        foreach (var (name, crm, shop) in SideFacts.Of(configuration))
            table.AddRow(Cells.Of(name, Cells.Soft), Of(crm), Of(shop));
        return table;
    }

    private static Table Pairings(GetConfigurationResponse configuration)
    {
        var table = Cells.Table("pairing", "crm", "shop", "create", "match", "needs", "deleted on crm/shop/edited", "conflict", "deletions", "sweep", ">revision");
        foreach (var pairing in configuration.Pairings)
        {
            table.AddRow(
                Cells.Of(pairing.Name, Cells.Strong),
                Of(Taking(pairing.Crm)),
                Of(Taking(pairing.Shop)),
                Cells.Of(pairing.Create),
                Of(Phrase.Listed(pairing.Match)),
                Of(Phrase.Listed(pairing.Needs)),
                Cells.Of($"{pairing.Crm.WhenDeleted}/{pairing.Shop.WhenDeleted}/{pairing.AgainstEdit}"),
                Cells.Of($"{pairing.Policy}, {Words.Of(pairing.Preferred)}"),
                Of($"{pairing.DeletionBudget} in {pairing.DeletionWindow}"),
                Cells.Of(pairing.SweepEvery.Length > 0 ? pairing.SweepEvery : "never"),
                Of($"{pairing.MappingRevision}"));
        }
        return table;
    }

    private static Table Properties(GetConfigurationResponse configuration)
    {
        var table = Cells.Table(["pairing", .. PropertyCells.Columns]);
        foreach (var pairing in configuration.Pairings)
        {
            foreach (var property in pairing.Properties)
            {
                AddRow(pairing.Name, PropertyCells.Of(property, pairing));
                foreach (var line in property.Properties)
                    AddRow($"{pairing.Name} {property.Name}", PropertyCells.OfLine(line, property));
            }
        }
        return table;

        void AddRow(string of, IEnumerable<Phrase> cells) => table.AddRow([Cells.Of(of, Cells.Soft), .. cells.Select(Of)]);
    }

    private static Phrase Taking(PairingSideConfiguration side) => Phrase.Join("; ",
    [
        $"{side.Kind}",
        side.Where.Count > 0 ? $"where {PairingRules.Fields(side.Where)}" : Phrase.Nothing,
        side.Constants.Count > 0 ? $"made with {PairingRules.Fields(side.Constants)}" : Phrase.Nothing,
        side.Archive.Count > 0 ? $"archived with {PairingRules.Fields(side.Archive)}" : Phrase.Nothing,
    ]);

    private static Text Of(Phrase phrase) => phrase.Parts.Count == 0 ? Cells.Of("-", Cells.Soft) : Cells.Of(phrase.ToString());
}
