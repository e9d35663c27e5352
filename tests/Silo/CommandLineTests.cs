using Sync.Silo.Hosting;

namespace Sync.Silo.Tests;

/// <summary>Where everything is kept, as the command line and the environment say.</summary>
public sealed class CommandLineTests : IDisposable
{
    private const string Database = "Host=h;Database=d;Password=p=;'w'";
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public void Without_a_database_everything_is_in_a_folder()
    {
        Parse([]).Database.ShouldBeNull();
        Parse([]).Migrate.ShouldBeFalse();
        Parse(["--migrate", "--data", "there"]).ShouldSatisfyAllConditions(
            options => options.Migrate.ShouldBeTrue(), options => options.Data.ShouldBe("there"));
    }

    [Fact]
    public void A_database_is_written_there_or_where_it_says_and_the_command_line_wins()
    {
        File.WriteAllText(file, $"{Database}\n");

        Parse(["--database", Database]).Database.ShouldBe(Database);
        Parse([$"--database={Database}"]).Database.ShouldBe(Database);
        Parse(["--database", $"file:{file}"]).Database.ShouldBe(Database);
        Parse(["--database", "env:DB"], ("DB", Database)).Database.ShouldBe(Database);
        Parse([], ("SYNC_DATABASE", "env:DB"), ("DB", Database)).Database.ShouldBe(Database);
        Parse(["--database", Database], ("SYNC_DATABASE", "Host=other")).Database.ShouldBe(Database);
    }

    [Theory]
    [InlineData("env:NOPE", "NOPE")]
    [InlineData("file:/no/such/file", "/no/such/file")]
    public void A_place_that_has_nothing_is_named(string place, string named)
    {
        Should.Throw<FormatException>(() => Parse(["--database", place])).Message.ShouldContain(named);
        Should.Throw<FormatException>(() => Parse([], ("SYNC_DATABASE", place))).Message.ShouldContain("SYNC_DATABASE");
    }

    private static SiloOptions Parse(string[] arguments, params (string Name, string Value)[] environment) => CommandLine.Parse(
        arguments, name => environment.FirstOrDefault(variable => variable.Name == name).Value).ShouldNotBeNull();
}
