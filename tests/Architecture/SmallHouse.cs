using Sync.Architecture.Tests.Checks;

namespace Sync.Architecture.Tests;

/// <summary>A house of a few files in which every arrow is right, and the same with something planted in it.</summary>
internal static class SmallHouse
{
    private static readonly SourceFile[] Sound =
    [
        new("Sync.sln", ""),
        new(".editorconfig", ""),
        ProjectFile("abstractions/Sync.Abstractions", """<PackageReference Include="Microsoft.Orleans.Sdk" />"""),
        ProjectFile("grains/Mapping/Sync.Mapping", Reference("Abstractions"), """<PackageReference Include="System.IO.Hashing" />"""),
        ProjectFile("grains/Reconciliation/Sync.Reconciliation", Reference("Abstractions")),
        ProjectFile("grains/Sync.Grains", Reference("Abstractions"), Reference("Mapping"), Reference("Reconciliation"), """<PackageReference Include="Microsoft.Orleans.Server" />"""),
        ProjectFile("silo/Sync.Silo", Reference("Abstractions"), Reference("Grains"), Reference("Mapping"), Reference("Reconciliation"),
            """<ProjectReference Include="../deploy/Sandbox/Sync.Sandbox.csproj" ReferenceOutputAssembly="false" />""",
            """<PackageReference Include="Microsoft.Data.Sqlite" />"""),
        ProjectFile("silo/Cli/Sync.Cli", """<PackageReference Include="Grpc.Net.Client" />"""),
        ProjectFile("deploy/Sandbox/Sync.Sandbox", """<PackageReference Include="Microsoft.Data.Sqlite" />"""),
        ProjectFile("tests/Silo/Sync.Silo.Tests", Reference("Silo"), """<PackageReference Include="Npgsql" />"""),
        new("grains/Reconciliation/Merging.cs", """
            // No Task, no Random, no UtcNow: what a comment names is not used.
            internal static class Merging { public const string Why = "// not a comment"; }
            """),
        new("silo/Connectors/Http/HttpConnector.cs", "internal sealed class HttpConnector : IConnector { }"),
        new("silo/Connectors/File/FileConnector.cs", "internal sealed class FileConnector : IConnector { }"),
        new("silo/Connectors/Transport/Call.cs", "internal sealed record Call;"),
    ];

    /// <summary>Everything that is wrong with the house once these files stand in it; one of the same path is replaced.</summary>
    public static IReadOnlyList<string> Faults(params SourceFile[] planted)
    {
        SourceFile[] files = [.. Sound.Where(file => planted.All(p => p.Path != file.Path)), .. planted];
        return
        [
            .. ProjectArrows.Broken(files), .. PackageArrows.Broken(files), .. SourceArrows.Broken(files), .. ConnectorArrows.Broken(files),
            .. Rooms.StrangersAtTheRoot(files), .. Rooms.TooLong(files),
        ];
    }

    public static SourceFile ProjectFile(string path, params string[] items) =>
        new($"{path}.csproj", $"""<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>{string.Concat(items)}</ItemGroup></Project>""");

    public static string Reference(string project) => $"""<ProjectReference Include="../anywhere\Sync.{project}.csproj" />""";

    public static string Package(string package) => $"""<PackageReference Include="{package}" />""";
}
