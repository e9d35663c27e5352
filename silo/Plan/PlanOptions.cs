using Sync.Silo.Hosting;

namespace Sync.Silo.Plan;

/// <summary>What the command line of <c>plan</c> says.</summary>
internal sealed record PlanOptions
{
    public const string Help = """
        Tells what would follow if a configuration ran against the two sides as they are now, and changes nothing anywhere: links,
        creates, updates, deletions, and what would wait for a person. The sides are read; rows are taken from a copy of the data.

          plan [--config FILE] [--data FOLDER | --database DB] [--json] [--all]

          --config FILE   the new or changed configuration (./sync.yaml if it is there, else the built-in default)
          --data FOLDER   the data it would run on, in use or not (./data); a folder that is not there: on none
          --database DB   the PostgreSQL database it would run on, as for the silo itself
          --json          everything as one JSON object, instead of a table with the first of each pairing
          --all           with the table, everything
          --help          this text

        Not known beforehand: what a side refuses, rewrites or fills in by itself, and what people edit meanwhile. Exit codes: 0 told,
        1 failed, 2 wrong command line or configuration, 3 the data is of a newer version.
        """;

    /// <summary>The sync.yaml; <see langword="null"/>: ./sync.yaml if it is there, else the embedded default.</summary>
    public string? Config { get; init; }

    /// <summary>The folder of the databases.</summary>
    public string Data { get; init; } = "data";

    /// <summary>The connection string of a PostgreSQL database; <see langword="null"/>: SQLite in <see cref="Data"/>.</summary>
    public string? Database { get; init; }

    public bool Json { get; init; }

    public bool All { get; init; }

    /// <summary><see langword="null"/> when help was asked for.</summary>
    /// <exception cref="FormatException">An option is unknown or lacks its value; the message says which.</exception>
    public static PlanOptions? Parse(IReadOnlyList<string> arguments, Func<string, string?> environment)
    {
        string? Of(string name) => environment(name) is { Length: > 0 } value ? value : null;
        var options = new PlanOptions { Config = Of("SYNC_CONFIG"), Data = Of("SYNC_DATA") ?? "data", Database = OfEnvironment() };
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            string Value() => ++i < arguments.Count ? arguments[i] : throw new FormatException($"{name} needs a value");
            if (name is "--help" or "-h" or "-?")
                return null;
            options = name switch
            {
                "--config" => options with { Config = Value() },
                "--data" => options with { Data = Value() },
                "--database" => options with { Database = CommandLine.Database(name, Value(), environment) },
                "--json" => options with { Json = true },
                "--all" => options with { All = true },
                _ => throw new FormatException($"plan has no option {name}; plan --help names them all"),
            };
        }
        return options;

        string? OfEnvironment() => Of("SYNC_DATABASE") is { } database ? CommandLine.Database("SYNC_DATABASE", database, environment) : null;
    }
}
