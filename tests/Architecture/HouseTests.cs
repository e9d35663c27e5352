using Sync.Architecture.Tests.Checks;

namespace Sync.Architecture.Tests;

/// <summary>The arrows of DESIGN.md section 2, as they are in this repository.</summary>
public sealed class HouseTests
{
    [Fact]
    public void Every_project_references_only_what_its_arrows_allow() => ProjectArrows.Broken(Repository.Files).ShouldBeEmpty();

    [Fact]
    public void No_project_has_a_package_that_its_arrows_forbid() => PackageArrows.Broken(Repository.Files).ShouldBeEmpty();

    [Fact]
    public void No_source_names_what_its_arrows_forbid() => SourceArrows.Broken(Repository.Files).ShouldBeEmpty();

    [Fact]
    public void No_connector_names_another() => ConnectorArrows.Broken(Repository.Files).ShouldBeEmpty();

    [Fact]
    public void Nothing_but_the_five_rooms_and_the_build_stands_at_the_root() => Rooms.StrangersAtTheRoot(Repository.Files).ShouldBeEmpty();

    [Fact]
    public void No_page_is_longer_than_three_hundred_lines() => Rooms.TooLong(Repository.Files).ShouldBeEmpty();

    [Fact]
    public void The_checks_look_at_the_real_house()
    {
        string[] rooms = ["Sync.Abstractions", "Sync.Mapping", "Sync.Reconciliation", "Sync.Grains", "Sync.Silo", "Sync.Cli", "Sync.Sandbox"];
        rooms.ShouldBeSubsetOf(Project.Of(Repository.Files).Select(project => project.Name));
        Repository.Files.Count(file => file.IsUnder("grains/Reconciliation")).ShouldBeGreaterThan(10);
    }
}
