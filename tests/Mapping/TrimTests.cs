using static Sync.Mapping.Tests.Shorthand;

namespace Sync.Mapping.Tests;

public sealed class TrimTests
{
    private static readonly Conversion Trim = new Conversion.Trim();

    [Fact]
    public void White_space_at_both_ends_is_dropped_when_read() =>
        Pairings.X(PropertyType.String, Trim).Read(Side.Shop, "\" a b \"").ShouldBe(Text("a b"));

    [Fact]
    public void A_side_without_trim_keeps_its_white_space() =>
        Pairings.X(PropertyType.String, Trim).Read(Side.Crm, "\" a b \"").ShouldBe(Text(" a b "));

    [Fact]
    public void What_a_trimming_side_would_not_read_is_not_written_to_it() =>
        Pairings.X(PropertyType.String, Trim).Write(Side.Shop, Text(" a b ")).ShouldBe("\"a b\"");

    [Fact]
    public void Words_are_trimmed_before_they_are_looked_up() =>
        Pairings.X(PropertyType.Enum, Trim, Pairings.Segments).Read(Side.Shop, "\" prospect\"").ShouldBe(Text("lead"));

    [Fact]
    public void The_parts_of_a_name_are_trimmed()
    {
        var split = Pairings.Split("name", "name", "first", "last", singleIsLast: true);
        var pairing = Pairings.Only(split with { Conversions = split.Conversions.With(Side.Shop, [Trim, .. split.Conversions.Shop]) });
        pairing.Good(Side.Shop, """{"first":" Ada ","last":"Lovelace "}""").Record["name"].ShouldBe(Text("Ada Lovelace"));
    }
}
