using System.Text.RegularExpressions;

namespace Sync.Architecture.Tests.Checks;

/// <summary>What the source of a folder must not name, because no project reference could keep it out.</summary>
internal static class SourceArrows
{
    private static readonly Rule[] Rules =
    [
        new("grains/Reconciliation", "async", @"\b(async|await|Task|ValueTask|IAsyncEnumerable|CancellationToken)\b"),
        new("grains/Reconciliation", "the clock", @"\b(UtcNow|TimeProvider|Stopwatch|TickCount(64)?|(DateTime|DateTimeOffset)\.(Now|Today))\b"),
        new("grains/Reconciliation", "randomness", @"\b(Random|RandomNumberGenerator|NewGuid|CreateVersion7|PairId\.New)\b"),
        new("grains/Reconciliation", "I/O", @"\bSystem\.(IO|Net)\b|\b(File|Directory|FileStream|Console|HttpClient|Socket|Environment|Thread|Process)\s*\."),
        new("grains/Reconciliation", "Orleans", @"\b(Orleans|Grain|IGrain\w*|IClusterClient)\b"),
        new("grains/Mapping", "async", @"\b(async|await|Task|ValueTask)\b"),
        new("grains/Mapping", "the clock", @"\b(UtcNow|TimeProvider|Stopwatch|(DateTime|DateTimeOffset)\.(Now|Today))\b"),
        new("grains/Mapping", "randomness", @"\b(Random|RandomNumberGenerator|NewGuid|CreateVersion7|PairId\.New)\b"),
        new("grains/Mapping", "I/O", @"\bSystem\.(IO(?!\.Hashing)|Net)\b|\b(File|Directory|FileStream|Console|HttpClient|Socket)\s*\."),
        new("grains", "HTTP", @"\b(System\.Net|HttpClient|HttpRequestMessage|IHttpClientFactory|Grpc)\b"),
        new("grains", "SQL", @"\b(Microsoft\.Data|System\.Data|Npgsql|Sqlite\w*|DbConnection)\b"),
        new("grains", "ASP.NET", @"\b(AspNetCore|HttpContext|WebApplication)\b"),
        new("silo/Connectors", "the grains", @"\b(Sync\.Grains|Grains\.\w+|IGrainFactory|IClusterClient|\w+Grain)\b"),
        new("silo/Cli", "the silo and its grains", @"\b(Sync\.(Silo|Grains|Mapping|Reconciliation)|Orleans)\b"),
        new("deploy/Sandbox", "the product", @"\b(Sync\.(Silo|Grains|Mapping|Reconciliation|Connectors)|Orleans)\b"),
    ];

    public static IEnumerable<string> Broken(IReadOnlyList<SourceFile> files) =>
        from file in files
        where file.Path.EndsWith(".cs", StringComparison.Ordinal)
        let code = file.Code
        from rule in Rules
        where file.IsUnder(rule.Folder)
        from match in rule.Forbidden.Matches(code)
        select $"{file.Path}:{LineOf(code, match.Index)}: {rule.Folder} → {rule.What} is no arrow of this house: {match.Value.Trim()}";

    public static int LineOf(string text, int index) => text.AsSpan(0, index).Count('\n') + 1;

    private sealed record Rule(string Folder, string What, string Pattern)
    {
        public Regex Forbidden { get; } = new(Pattern, RegexOptions.CultureInvariant);
    }
}
