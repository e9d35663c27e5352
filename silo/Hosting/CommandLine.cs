using System.Globalization;

namespace Sync.Silo.Hosting;

/// <summary>Reads command line and environment into options; the command line wins.</summary>
internal static class CommandLine
{
    public const string Help = """
        Keeps a CRM and a webshop in step.

          --config FILE   what is kept in step (./sync.yaml if it is there, else a built-in default on the sandbox)
          --data FOLDER   where the databases are kept (./data)
          --http PORT     status page, health and webhooks (7100; 0 takes a free port)
          --grpc PORT     gRPC, HTTP/2 without TLS (7105; 0 takes a free port)
          --no-sandbox    with the built-in default: start no sandbox, its addresses are served by somebody else
          --help          this text

        Everything listens on 127.0.0.1 only. The environment says the same by SYNC_CONFIG, SYNC_DATA, SYNC_HTTP, SYNC_GRPC and
        SYNC_NO_SANDBOX=true; the command line wins. Exit codes: 0 stopped as asked, 1 failed, 2 wrong command line or
        configuration, 3 the data folder is another silo's or of a newer version.
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
                "--http" => options with { Http = Port(name, Value()) },
                "--grpc" => options with { Grpc = Port(name, Value()) },
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
        return options with
        {
            Config = Of("SYNC_CONFIG"),
            Data = Of("SYNC_DATA") ?? options.Data,
            Http = Of("SYNC_HTTP") is { } http ? Port("SYNC_HTTP", http) : options.Http,
            Grpc = Of("SYNC_GRPC") is { } grpc ? Port("SYNC_GRPC", grpc) : options.Grpc,
            NoSandbox = Of("SYNC_NO_SANDBOX") is { } no && YesOrNo("SYNC_NO_SANDBOX", no),
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

    private static bool YesOrNo(string name, string value) => value.ToLowerInvariant() switch
    {
        "true" or "1" or "yes" => true,
        "false" or "0" or "no" => false,
        _ => throw new FormatException($"{name} must be true or false, not '{value}'"),
    };
}
