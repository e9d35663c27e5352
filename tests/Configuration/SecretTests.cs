namespace Sync.Configuration.Tests;

public sealed class SecretTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sync-configuration-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_secret_comes_from_the_environment_and_prints_as_its_source()
    {
        var token = Load("env:CRM_TOKEN");

        token.Reveal().ShouldBe(TestEnvironment.Secret);
        token.ToString().ShouldBe("env:CRM_TOKEN");
    }

    [Fact]
    public void A_relative_file_stands_beside_the_configuration_and_its_last_line_break_is_no_secret()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "token"), TestEnvironment.Secret + "\r\n");

        Load("file:token").Reveal().ShouldBe(TestEnvironment.Secret);
    }

    private Secret Load(string source)
    {
        var path = Path.Combine(folder.FullName, "sync.yaml");
        var smallest = new Fixture("Good/smallest.yaml").Text;
        File.WriteAllText(path, smallest.Replace("  crm:\n", $"  crm:\n    auth: {{ bearer: {source} }}\n", StringComparison.Ordinal));
        var configuration = ConfigurationLoader.Load(path, TestEnvironment.Variable).Configuration();
        return configuration.Sides.Crm.Auth.ShouldBeOfType<Authentication.Bearer>().Token;
    }
}
