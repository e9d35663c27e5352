namespace Sync.Architecture.Tests.Checks;

/// <summary>Which packages a project must do without, so that what it promises not to touch is out of its reach.</summary>
internal static class PackageArrows
{
    private static readonly string[] Http = ["Microsoft.AspNetCore", "Microsoft.Extensions.Http", "System.Net.Http", "Grpc"];
    private static readonly string[] Sql = ["Microsoft.Data", "Npgsql", "System.Data", "Microsoft.EntityFrameworkCore", "Microsoft.Orleans.Persistence.AdoNet"];
    private static readonly string[] Orleans = ["Microsoft.Orleans"];

    /// <summary>What the abstractions themselves bring to everything above them.</summary>
    private const string FromAbstractions = "Microsoft.Orleans.Sdk";

    private static readonly Dictionary<string, string[]> Forbidden = new(StringComparer.Ordinal)
    {
        ["Sync.Abstractions"] = [.. Http, .. Sql, .. Orleans],
        ["Sync.Mapping"] = [.. Http, .. Sql, .. Orleans],
        ["Sync.Reconciliation"] = [.. Http, .. Sql, .. Orleans],
        ["Sync.Grains"] = [.. Http, .. Sql],
        ["Sync.Cli"] = [.. Orleans, .. Sql],
        ["Sync.Sandbox"] = [.. Orleans],
    };

    public static IEnumerable<string> Broken(IReadOnlyList<SourceFile> files) => Project.Of(files)
        .Where(project => Forbidden.ContainsKey(project.Name))
        .SelectMany(project => project.ReferencedPackages
            .Where(package => package != FromAbstractions && Forbidden[project.Name].Any(root => IsOf(package, root)))
            .Select(package => $"{project.File.Path}: {project.Name} → package {package} is no arrow of this house."));

    private static bool IsOf(string package, string root) =>
        package == root || package.StartsWith(root + ".", StringComparison.OrdinalIgnoreCase);
}
