using static Sync.Architecture.Tests.SmallHouse;

namespace Sync.Architecture.Tests;

/// <summary>The checks see what is planted: one wrong thing in a sound house, one sentence that says which arrow and where.</summary>
public sealed class PlantedTests
{
    [Fact]
    public void A_sound_house_has_no_faults() => Faults().ShouldBeEmpty();

    [Theory]
    [InlineData("grains/Mapping/Sync.Mapping", "Reconciliation")]
    [InlineData("grains/Mapping/Sync.Mapping", "Grains")]
    [InlineData("grains/Reconciliation/Sync.Reconciliation", "Mapping")]
    [InlineData("grains/Reconciliation/Sync.Reconciliation", "Silo")]
    [InlineData("grains/Sync.Grains", "Silo")]
    [InlineData("silo/Sync.Silo", "Cli")]
    [InlineData("silo/Sync.Silo", "Sandbox")]
    [InlineData("silo/Cli/Sync.Cli", "Abstractions")]
    [InlineData("deploy/Sandbox/Sync.Sandbox", "Abstractions")]
    [InlineData("abstractions/Sync.Abstractions", "Grains")]
    [InlineData("silo/Sync.Silo", "Silo.Tests")]
    public void A_wrong_project_reference_is_named(string project, string other) =>
        Faults(ProjectFile(project, Reference(other))).ShouldBe(
            [$"{project}.csproj: {project.Split('/')[^1]} → Sync.{other} is no arrow of this house."]);

    [Theory]
    [InlineData("grains/Reconciliation/Sync.Reconciliation", "Microsoft.Orleans.Server")]
    [InlineData("grains/Reconciliation/Sync.Reconciliation", "Microsoft.Orleans.Runtime")]
    [InlineData("grains/Reconciliation/Sync.Reconciliation", "Microsoft.Data.Sqlite")]
    [InlineData("grains/Mapping/Sync.Mapping", "Microsoft.Extensions.Http.Resilience")]
    [InlineData("grains/Mapping/Sync.Mapping", "Microsoft.Orleans.Streaming")]
    [InlineData("grains/Sync.Grains", "Microsoft.Data.Sqlite")]
    [InlineData("grains/Sync.Grains", "Npgsql")]
    [InlineData("grains/Sync.Grains", "Grpc.AspNetCore")]
    [InlineData("grains/Sync.Grains", "Microsoft.AspNetCore.TestHost")]
    [InlineData("silo/Cli/Sync.Cli", "Microsoft.Orleans.Sdk.Client")]
    [InlineData("deploy/Sandbox/Sync.Sandbox", "Microsoft.Orleans.Server")]
    public void A_wrong_package_is_named(string project, string package) =>
        Faults(ProjectFile(project, Package(package))).ShouldBe(
            [$"{project}.csproj: {project.Split('/')[^1]} → package {package} is no arrow of this house."]);

    [Fact]
    public void A_framework_reference_counts_as_a_package() =>
        Faults(ProjectFile("grains/Sync.Grains", """<FrameworkReference Include="Microsoft.AspNetCore.App" />""")).ShouldBe(
            ["grains/Sync.Grains.csproj: Sync.Grains → package Microsoft.AspNetCore.App is no arrow of this house."]);

    [Fact]
    public void The_web_SDK_counts_as_a_package() =>
        Faults(new SourceFile("grains/Sync.Grains.csproj", """<Project Sdk="Microsoft.NET.Sdk.Web" />""")).ShouldBe(
            ["grains/Sync.Grains.csproj: Sync.Grains → package Microsoft.AspNetCore.App is no arrow of this house."]);

    [Fact]
    public void Source_of_another_project_is_no_way_round() =>
        Faults(ProjectFile("silo/Cli/Sync.Cli", """<Compile Include="../../abstractions/Side.cs" />""")).ShouldBe(
            ["silo/Cli/Sync.Cli.csproj: Sync.Cli compiles ../../abstractions/Side.cs, which is not its own; an arrow is a project reference."]);

    [Fact]
    public void A_project_nobody_stated_arrows_for_is_named() =>
        Faults(ProjectFile("silo/Web/Sync.Web")).ShouldBe(
            ["silo/Web/Sync.Web.csproj: no arrows are stated for Sync.Web; state them in ProjectArrows."]);

    [Theory]
    [InlineData("grains/Reconciliation", "async", "async")]
    [InlineData("grains/Reconciliation", "async", "await")]
    [InlineData("grains/Reconciliation", "async", "Task")]
    [InlineData("grains/Reconciliation", "async", "ValueTask")]
    [InlineData("grains/Reconciliation", "the clock", "UtcNow")]
    [InlineData("grains/Reconciliation", "the clock", "TimeProvider")]
    [InlineData("grains/Reconciliation", "the clock", "DateTimeOffset.Now")]
    [InlineData("grains/Reconciliation", "randomness", "Random")]
    [InlineData("grains/Reconciliation", "randomness", "NewGuid")]
    [InlineData("grains/Reconciliation", "randomness", "PairId.New")]
    [InlineData("grains/Reconciliation", "I/O", "System.IO")]
    [InlineData("grains/Reconciliation", "I/O", "System.Net")]
    [InlineData("grains/Reconciliation", "I/O", "File.")]
    [InlineData("grains/Reconciliation", "Orleans", "Orleans")]
    [InlineData("grains/Mapping", "the clock", "UtcNow")]
    [InlineData("grains/Mapping", "randomness", "NewGuid")]
    [InlineData("grains", "HTTP", "System.Net")]
    [InlineData("grains", "HTTP", "HttpClient")]
    [InlineData("grains", "SQL", "Microsoft.Data")]
    [InlineData("grains", "ASP.NET", "AspNetCore")]
    [InlineData("silo/Connectors", "the grains", "Sync.Grains")]
    [InlineData("silo/Connectors", "the grains", "IGrainFactory")]
    [InlineData("silo/Cli", "the silo and its grains", "Sync.Silo")]
    [InlineData("deploy/Sandbox", "the product", "Sync.Mapping")]
    public void A_wrong_word_in_the_source_is_named_with_its_line(string folder, string what, string word) =>
        Faults(new SourceFile($"{folder}/Planted.cs", $"/* Task,\n Sync.Grains */\n {word} ")).ShouldContain(
            $"{folder}/Planted.cs:3: {folder} → {what} is no arrow of this house: {word}");

    [Fact]
    public void A_word_inside_an_interpolated_text_is_seen() =>
        Faults(new SourceFile("grains/Reconciliation/Planted.cs", "var late = $\"{DateTimeOffset.UtcNow} // now\";")).ShouldBe(
            ["grains/Reconciliation/Planted.cs:1: grains/Reconciliation → the clock is no arrow of this house: UtcNow"]);

    [Fact]
    public void A_connector_that_names_another_is_named() =>
        Faults(new SourceFile("silo/Connectors/File/Borrowed.cs", "internal sealed class Borrowed\n{\n    private HttpConnector? other;\n}")).ShouldBe(
            ["silo/Connectors/File/Borrowed.cs:3: connector File → connector Http is no arrow of this house: HttpConnector"]);

    [Fact]
    public void What_connectors_share_is_no_connector() =>
        Faults(new SourceFile("silo/Connectors/File/Reader.cs", "internal sealed class Reader(Call call) { }")).ShouldBeEmpty();

    [Fact]
    public void A_sixth_room_is_named() =>
        Faults(new SourceFile("tools/Notes.txt", "")).ShouldBe(["tools/ is none of the five rooms: abstractions, grains, silo, tests, deploy."]);

    [Fact]
    public void A_stranger_at_the_root_is_named() =>
        Faults(new SourceFile("TODO.md", "")).ShouldBe(["TODO.md is no file that stands at the root."]);

    [Fact]
    public void A_page_of_three_hundred_lines_is_not_too_long() =>
        Faults(new SourceFile("silo/Long.cs", string.Concat(Enumerable.Repeat("//\n", 300)))).ShouldBeEmpty();

    [Fact]
    public void A_page_of_more_is_named_with_its_length() =>
        Faults(new SourceFile("silo/Long.cs", string.Concat(Enumerable.Repeat("//\n", 301)))).ShouldBe(
            ["silo/Long.cs: 301 lines; a page of ours has at most 300."]);
}
