using System.Globalization;
using Sync.Configuration.Sections;

namespace Sync.Silo.Hosting;

/// <summary>Reads command line and environment into options; the command line wins.</summary>
internal static class CommandLine
{
    public const string Help = """
        Keeps a CRM and a webshop in step.

          --config FILE   what is kept in step (./sync.yaml if it is there, else a built-in default on the sandbox)
          --data FOLDER   where the databases are kept (./data)
          --database DB   keep everything in PostgreSQL instead: a connection string (Host=…;Database=…;Username=…;Password=…), or
                          env:NAME or file:PATH where it is written, so that no password stands here
          --migrate       create the tables that are missing, or bring older ones up to date, and end. A silo does so by itself when
                          it starts; this is for a user who may create tables where the silo's may not
          --http PORT     status page, health and webhooks (7100; 0 takes a free port)
          --grpc PORT     gRPC, HTTP/2 without TLS (7105; 0 takes a free port)
          --no-sandbox    with the built-in default: start no sandbox, its addresses are served by somebody else
          --help          this text

          plan            changes nothing, and tells what would follow if it ran now; plan --help tells more

        Several silos on one database are a cluster:
          --cluster ID    silos of one id find each other (sync)
          --service ID    whose data it is (sync)
          --address HOST  where all of this listens and other silos reach it: an IP address, or a name of this machine (127.0.0.1)
          --silo PORT     among silos (0: a free one)
          --gateway PORT  for clients of Orleans (0: none, nothing of Sync needs it)

        The environment says the same by SYNC_CONFIG, SYNC_DATA, SYNC_DATABASE, SYNC_HTTP and so on, SYNC_NO_SANDBOX=true; the command
        line wins. Exit codes: 0 stopped as asked, 1 failed, 2 wrong command line or configuration, 3 the data is another silo's or
        service's, of a newer version, or not open to this user, or the cluster has a later mapping revision.
        """;

    /// <summary><see langword="null"/> when help was asked for.</summary>
    /// <exception cref="FormatException">An option is unknown or its value does not fit; the message says which.</exception>
    public static SiloOptions? Parse(IReadOnlyList<string> arguments, Func<string, string?> environment)
    {
        var options = FromEnvironment(environment);
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, given) = Split(arguments[i]);
            string Value() => given ?? (++i < arguments.Count ? arguments[i] : throw new FormatException($"{name} needs a value"));
            if (name is "--help" or "-h" or "-?")
                return null;
            options = name switch
            {
                "--config" => options with { Config = Value() },
                "--data" => options with { Data = Value() },
                "--database" => options with { Database = Database(name, Value(), environment) },
                "--migrate" when given is null => options with { Migrate = true },
                "--http" => options with { Http = Port(name, Value()) },
                "--grpc" => options with { Grpc = Port(name, Value()) },
                "--cluster" => options with { Cluster = Id(name, Value()) },
                "--service" => options with { Service = Id(name, Value()) },
                "--address" => options with { Address = OwnAddress.Read(name, Value()) },
                "--silo" => options with { Silo = Port(name, Value()) },
                "--gateway" => options with { Gateway = Port(name, Value()) },
                "--no-sandbox" when given is null => options with { NoSandbox = true },
                _ => throw new FormatException($"unknown option {arguments[i]}; --help names them all"),
            };
        }

        return options;
    }

    private static SiloOptions FromEnvironment(Func<string, string?> environment)
    {
        var options = new SiloOptions();
        string? Of(string name) => environment(name) is { Length: > 0 } value ? value : null;
        T Read<T>(string name, Func<string, string, T> read, T otherwise) => Of(name) is { } value ? read(name, value) : otherwise;
        return options with
        {
            Config = Of("SYNC_CONFIG"),
            Data = Of("SYNC_DATA") ?? options.Data,
            Database = Of("SYNC_DATABASE") is { } database ? Database("SYNC_DATABASE", database, environment) : null,
            Http = Read("SYNC_HTTP", Port, options.Http),
            Grpc = Read("SYNC_GRPC", Port, options.Grpc),
            Cluster = Read("SYNC_CLUSTER", Id, options.Cluster),
            Service = Read("SYNC_SERVICE", Id, options.Service),
            Address = Read("SYNC_ADDRESS", OwnAddress.Read, options.Address),
            Silo = Read("SYNC_SILO", Port, options.Silo),
            Gateway = Read("SYNC_GATEWAY", Port, options.Gateway),
            NoSandbox = Read("SYNC_NO_SANDBOX", YesOrNo, options.NoSandbox),
        };
    }

    private static (string Name, string? Value) Split(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal) && argument.IndexOf('=', StringComparison.Ordinal) is var at and > 0
            ? (argument[..at], argument[(at + 1)..])
            : (argument, null);

    private static int Port(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65_535
            ? port
            : throw new FormatException($"{name} must be a port from 0 to 65535, not '{value}'");

    /// <summary>Orleans keeps ids in columns of 150 characters.</summary>
    private static string Id(string name, string value) => value.Length is > 0 and <= 150
        ? value
        : throw new FormatException($"{name} must have from 1 to 150 characters, not {value.Length}");

    internal static string Database(string name, string value, Func<string, string?> environment)
    {
        if (!value.StartsWith("env:", StringComparison.Ordinal) && !value.StartsWith("file:", StringComparison.Ordinal))
            return value;
        var (text, complaint) = new SecretReader(environment, ".").Fetch(value);
        return text ?? throw new FormatException($"{name}: {value} {complaint}");
    }

    private static bool YesOrNo(string name, string value) => value.ToLowerInvariant() switch
    {
        "true" or "1" or "yes" => true,
        "false" or "0" or "no" => false,
        _ => throw new FormatException($"{name} must be true or false, not '{value}'"),
    };
}
