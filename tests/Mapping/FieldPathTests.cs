using System.Text.Json;
using CsCheck;
using static Sync.Mapping.Tests.Shorthand;

namespace Sync.Mapping.Tests;

public sealed class FieldPathTests
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData("address.street", "address/street")]
    [InlineData("a.\"b.c\"", "a/b.c")]
    [InlineData("\"a\"\"b\"", "a\"b")]
    [InlineData("\"\"", "")]
    [InlineData("\"a\".\"[0]\".c", "a/[0]/c")]
    [InlineData("with space.ő-$_1", "with space/ő-$_1")]
    public void A_path_is_keys_between_dots(string text, string keys) =>
        string.Join('/', FieldPath.Parse(text).Keys.ToArray()).ShouldBe(keys);

    [Theory]
    [InlineData("", 1)]
    [InlineData(".a", 1)]
    [InlineData("a.", 3)]
    [InlineData("a..b", 3)]
    [InlineData("a\"b\"", 2)]
    [InlineData("a[0]", 2)]
    [InlineData("\"a", 3)]
    [InlineData("\"a\"b", 4)]
    public void A_malformed_path_is_refused_with_its_place(string text, int character) =>
        Should.Throw<FormatException>(() => FieldPath.Parse(text)).Message.ShouldContain($"at character {character}:");

    [Fact]
    public void A_path_is_shown_as_it_was_written() => FieldPath.Parse("a.\"b.c\"").ToString().ShouldBe("a.\"b.c\"");

    [Fact]
    public void Any_quoted_key_finds_what_it_writes() => Gen.String[Gen.Char['!', '~'], 1, 8].Sample(key =>
    {
        var path = $"\"{key.Replace("\"", "\"\"")}\"";
        var pairing = Pairings.Only(Pairings.Of("p", PropertyType.String, path, path));
        pairing.Good(Side.Crm, pairing.Create(Side.Crm, Record(("p", Text("v"))))).Record["p"].ShouldBe(Text("v"));
    });

    [Fact]
    public void Keys_with_escapes_are_found()
    {
        using var record = JsonDocument.Parse("""{"caf\u00e9":{"a.b":1}}""");
        FieldPath.Parse("café.\"a.b\"").TryFind(record.RootElement, out var found).ShouldBeTrue();
        found.GetInt32().ShouldBe(1);
    }

    [Fact]
    public void A_path_through_a_list_is_blocked_by_it()
    {
        using var record = JsonDocument.Parse("""{"a":[{"b":1}]}""");
        FieldPath.Parse("a.b").TryFind(record.RootElement, out var found).ShouldBeFalse();
        found.ValueKind.ShouldBe(JsonValueKind.Array);
    }
}
