using System.Globalization;

namespace Sync.Sandbox.Seed;

/// <summary>An invented product, before either side has its own idea of it.</summary>
internal sealed record Good(string Sku, string Name, string Description, int PriceCents, int Stock, IReadOnlyList<string> Tags)
{
    public static Good Invent(Dice dice, int number)
    {
        var kind = dice.Of(Vocabulary.Goods);
        var (range, finish) = (dice.Of(Vocabulary.Ranges), dice.Of(Vocabulary.Finishes));
        return new Good(
            string.Create(CultureInfo.InvariantCulture, $"{kind.Code}-{1000 + number}"),
            $"{kind.Noun} {range} {finish}",
            $"{kind.Noun} of the {range} range, {finish.ToLowerInvariant()}. Made to be repaired.",
            dice.From(kind.LowestCents / 100, kind.HighestCents / 100) * 100 - dice.Of([0, 1, 5, 10, 50]),
            dice.Percent(10) ? 0 : dice.From(1, 400),
            [.. Vocabulary.Tags.Where(_ => dice.Percent(20))]);
    }
}
