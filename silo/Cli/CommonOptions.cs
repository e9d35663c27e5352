using System.CommandLine;
using System.Globalization;

namespace Sync.Cli;

/// <summary>The options of every command.</summary>
internal static class CommonOptions
{
    private const string DefaultAddress = "http://127.0.0.1:7105";

    public static readonly Option<string> Address = MakeAddress();

    public static readonly Option<bool> Json = new("--json") { Description = "Print protobuf JSON, one object a line.", Recursive = true };

    public static readonly Option<double> Timeout = new("--timeout")
    {
        Description = "Seconds to wait for an answer; a watch, once it runs, is not bounded.",
        Recursive = true,
        DefaultValueFactory = _ => 10,
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 3600)
                return seconds;
            result.AddError($"--timeout '{text}': expected a number of seconds above 0 and up to 3600.");
            return default;
        },
    };

    private static Option<string> MakeAddress()
    {
        var option = new Option<string>("--address")
        {
            Description = "Where Sync's gRPC API is; SYNC_ADDRESS of the environment overrides the default.",
            Recursive = true,
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("SYNC_ADDRESS") is { Length: > 0 } address ? address : DefaultAddress,
        };
        option.Validators.Add(result =>
        {
            var text = result.GetValueOrDefault<string>();
            if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
                result.AddError($"--address '{text}': expected an address such as {DefaultAddress}.");
        });
        return option;
    }
}
