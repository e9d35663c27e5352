using CsCheck;
using static Sync.Mapping.Tests.Shorthand;

namespace Sync.Mapping.Tests;

public sealed class SplitNameTests
{
    private const string Stored = """{"first":"Ludwig","last":"van Beethoven"}""";

    [Theory]
    [InlineData("Ada Lovelace", """{"first":"Ada","last":"Lovelace"}""")]
    [InlineData("Ada María Lovelace", """{"first":"Ada María","last":"Lovelace"}""")]
    [InlineData("Ada  Lovelace", """{"first":"Ada ","last":"Lovelace"}""")]
    [InlineData("Ada Lovelace ", """{"first":"Ada","last":"Lovelace "}""")]
    [InlineData(" Ada", """{"first":null,"last":" Ada"}""")]
    [InlineData("Plato", """{"first":null,"last":"Plato"}""")]
    public void The_last_word_is_the_last_name(string name, string json) =>
        Name(singleIsLast: true).Create(Side.Shop, Record(("name", Text(name)))).ShouldBe(json);

    [Fact]
    public void A_single_word_is_the_first_name_where_the_pairing_says_so() =>
        Name(singleIsLast: false).Create(Side.Shop, Record(("name", Text("Plato")))).ShouldBe("""{"first":"Plato","last":null}""");

    [Fact]
    public void An_unchanged_name_keeps_the_stored_split() =>
        Name(true).Patch(Side.Shop, Record(("name", Text("Ludwig van Beethoven"))), Stored).ShouldBe(Stored);

    [Fact]
    public void A_changed_name_is_split_anew() =>
        Name(true).Patch(Side.Shop, Record(("name", Text("Karl van Beethoven"))), Stored)
        .ShouldBe("""{"first":"Karl van","last":"Beethoven"}""");

    [Fact]
    public void Without_a_stored_record_a_name_is_split_anew() =>
        Name(true).Patch(Side.Shop, Record(("name", Text("Ludwig van Beethoven")))).ShouldBe("""{"first":"Ludwig van","last":"Beethoven"}""");

    [Fact]
    public void Any_stored_split_is_kept_while_its_name_is_unchanged()
    {
        var part = Gen.String[Gen.Char['a', 'c'], 0, 2];
        Gen.Select(part, part, Gen.Bool, (first, last, space) => (First: space ? $"{first} {last}" : first, Last: last)).Sample(split =>
        {
            var stored = $$"""{"first":"{{split.First}}","last":"{{split.Last}}"}""";
            var name = Name(true).Good(Side.Shop, stored).Record;
            Name(true).Patch(Side.Shop, name, stored).ShouldBe(stored);
        });
    }

    private static Pairing Name(bool singleIsLast) =>
        Pairings.Only(Pairings.Split("name", "name", "first", "last", singleIsLast));
}
