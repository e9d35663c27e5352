using System.Reflection;

namespace Sync.Configuration.Tests;

/// <summary>MISTAKES.md, the codes and the fixtures tell of the same mistakes.</summary>
public sealed class CatalogueTests
{
    public static TheoryData<string> Codes => [.. AllCodes];

    private static IEnumerable<string> AllCodes =>
        [.. typeof(MistakeCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_mistake_has_a_fixture(string code) =>
        Fixture.Bad.SelectMany(f => f.ExpectedMistakes).ShouldContain(m => m.StartsWith(code, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_mistake_is_explained(string code) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "MISTAKES.md")).ShouldContain($"| {code} |");

    [Fact]
    public void No_id_means_two_things() => AllCodes.ShouldBeUnique();
}
