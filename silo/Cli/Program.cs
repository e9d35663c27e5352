using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Sync.Cli;
using Sync.Cli.Commands;

var root = new RootCommand("Looks into and operates a running Sync, which keeps a CRM and a webshop in step.")
{
    new StatusCommand(),
    new SilosCommand(),
    new ConfigCommand(),
    new DataflowCommand(),
    new Command("pair", "One pair: a CRM record and the shop record linked to it.")
    {
        new PairGetCommand(), new PairCandidatesCommand(), new PairUnlinkCommand(), new PairLiftCommand(), new PairLinkCommand(),
        new PairSplitCommand(), new PairMergeCommand(),
    },
    new PairsCommand(),
    new WatchCommand(),
    new ExplainCommand(),
    new ResolveCommand(),
    new ReplayCommand(),
    new Command("undo", "Sets back what edits, imports or people changed, on both sides.") { new UndoChangeCommand(), new UndoSinceCommand() },
    new ResyncCommand(),
    new SweepCommand(),
    new Command("deletions", "Deletions beyond a pairing's budget, which wait for a person.") { new AgreeToDeletionsCommand() },
    new Command("creates", "Creates that are held because the database was set back, and wait for a person.") { new AgreeToCreatesCommand() },
    new CompletionCommand(),
    CommonOptions.Address,
    CommonOptions.Json,
    CommonOptions.Timeout,
};
var help = root.Options.OfType<HelpOption>().Single();
help.Aliases.Clear();
help.Aliases.Add("-h");
help.Action = new HelpWithExitCodes((HelpAction)help.Action!);

var parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine(error.Message);
    Console.Error.WriteLine("'sync --help' tells more.");
    return ExitCodes.Usage;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e)
{
    Console.Error.WriteLine(e.Message);
    return ExitCodes.Other;
}
