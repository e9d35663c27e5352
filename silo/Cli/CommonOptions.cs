using System.CommandLine;
using System.Globalization;

namespace Sync.Cli;

/// <summary>The options of every command.</summary>
internal static class CommonOptions
{
    private const int Port = 7105;

    private static readonly string DefaultAddress = $"http://127.0.0.1:{Port}";

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

    /// <summary>
    /// Where the API is, from an address or a host alone: what tells a silo by SYNC_ADDRESS where to listen tells who looks into its
    /// container where to ask. <see langword="null"/>: it is neither.
    /// </summary>
    public static Uri? Api(string text) =>
        Uri.CheckHostName(text) is not UriHostNameType.Unknown ? new UriBuilder(Uri.UriSchemeHttp, text, Port).Uri
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri
        : null;

    private static Option<string> MakeAddress()
    {
        var option = new Option<string>("--address")
        {
            Description = "Where Sync's gRPC API is, as an address or a host; SYNC_ADDRESS of the environment overrides the default.",
            Recursive = true,
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("SYNC_ADDRESS") is { Length: > 0 } address ? address : DefaultAddress,
        };
        option.Validators.Add(result =>
        {
            var text = result.GetValueOrDefault<string>();
            if (Api(text) is null)
                result.AddError($"--address '{text}': expected an address such as {DefaultAddress}, or a host.");
        });
        return option;
    }
}
