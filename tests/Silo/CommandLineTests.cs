using System.Net;
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

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("fd00::3", "fd00::3")]
    [InlineData("localhost", "127.0.0.1")]
    public void A_silo_is_reached_at_an_address_or_at_a_name_of_this_machine(string said, string address)
    {
        Parse(["--address", said]).Address.ShouldBe(IPAddress.Parse(address));
        Parse([], ("SYNC_ADDRESS", said)).Address.ShouldBe(IPAddress.Parse(address));
    }

    [Theory]
    [InlineData("0.0.0.0", "other silos reach")]
    [InlineData("::", "other silos reach")]
    [InlineData("nowhere.invalid", "does not resolve")]
    public void An_address_where_no_silo_is_reached_is_refused(string said, string why) =>
        Should.Throw<FormatException>(() => Parse([], ("SYNC_ADDRESS", said))).Message.ShouldSatisfyAllConditions(
            message => message.ShouldContain("SYNC_ADDRESS"), message => message.ShouldContain(said), message => message.ShouldContain(why));

    [Fact]
    public void Of_what_a_name_stands_for_the_machine_s_own_is_taken_and_neither_loopback_nor_another_s()
    {
        IPAddress[] own = [IPAddress.Loopback, IPAddress.Parse("172.18.0.4"), IPAddress.Parse("fd00::4")];
        IPAddress Of(params string[] resolved) => OwnAddress.Choose("--address", "silo-1", [.. resolved.Select(IPAddress.Parse)], own);

        Of("fd00::4", "172.18.0.9", "172.18.0.4").ShouldBe(IPAddress.Parse("172.18.0.4"));
        Of("127.0.1.1", "fd00::4").ShouldBe(IPAddress.Parse("fd00::4"));
        Should.Throw<FormatException>(() => Of("127.0.1.1")).Message.ShouldContain("172.18.0.4");
        Should.Throw<FormatException>(() => Of("172.18.0.9")).Message.ShouldContain("172.18.0.9");
    }

    private static SiloOptions Parse(string[] arguments, params (string Name, string Value)[] environment) => CommandLine.Parse(
        arguments, name => environment.FirstOrDefault(variable => variable.Name == name).Value).ShouldNotBeNull();
}
