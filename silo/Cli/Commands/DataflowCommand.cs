using System.CommandLine;
using Sync.Cli.Dataflow;
using Sync.Cli.Output;
using Sync.V1;

namespace Sync.Cli.Commands;

/// <summary><c>sync dataflow</c>.</summary>
internal sealed class DataflowCommand : ApiCommand
{
    private readonly Option<string> format = new("--format") { Description = "Markdown or reStructuredText.", DefaultValueFactory = _ => "md" };
    private readonly Option<string?> output = new("--output") { Description = "The file to write; default: standard output." };

    public DataflowCommand()
        : base(
            "dataflow", "Writes what flows where under the running configuration: the page to check the systems against.",
            "sync dataflow --output DATAFLOW.md", "sync dataflow --format rst | diff docs/dataflow.rst -")
    {
        format.AcceptOnlyFromAmong("md", "rst");
        Options.Add(format);
        Options.Add(output);
        Validators.Add(result =>
        {
            if (result.GetValue(CommonOptions.Json))
                result.AddError("--json: 'sync config --json' prints the configuration as JSON.");
        });
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Connection connection, Screen screen, ParseResult parsed, CancellationToken cancellation)
    {
        var configuration = await connection.Api.GetConfigurationAsync(new GetConfigurationRequest(), connection.Bounded(cancellation));
        var document = new StringWriter();
        DataflowDocument.Write(configuration, parsed.GetValue(format) == "rst" ? new ReStructuredText(document) : new Markdown(document));
        if (parsed.GetValue(output) is { } file)
            await File.WriteAllTextAsync(file, document.ToString(), cancellation);
        else
            Console.Write(document.ToString());
    }
}
