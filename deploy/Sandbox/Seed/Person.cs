using System.Globalization;

namespace Sync.Sandbox.Seed;

/// <summary>An invented customer, before either side has its own idea of them.</summary>
internal sealed record Person(
    string First, string Last, string Email, string Phone, string? Company, string? VatNumber, string Street, string City,
    string Zip, string Country, string? Birthday, int CreditLimitCents, string? Note)
{
    public static Person Invent(Dice dice, int number)
    {
        var (first, last) = (dice.Of(Vocabulary.FirstNames), dice.Of(Vocabulary.LastNames));
        var place = dice.Of(Vocabulary.Places);
        var trade = $"{dice.Of(Vocabulary.CompanyNames)} {dice.Of(Vocabulary.CompanyTrades)}";
        var works = dice.Percent(65);
        var domain = works ? $"{Vocabulary.Plain(trade)}.example.com" : dice.Of(["post.example", "mail.example.org", "inbox.example.net"]);
        return new Person(
            first, last,
            // The number keeps addresses apart where names meet.
            string.Create(
                CultureInfo.InvariantCulture, $"{Vocabulary.Plain(first)}.{Vocabulary.Plain(last)}{number + 1}@{domain}"),
            string.Create(CultureInfo.InvariantCulture, $"{place.Dial} {dice.From(200, 999)} {dice.From(1000, 9999)}"),
            works ? $"{trade} {place.Form}" : null,
            works && dice.Percent(70)
                ? string.Create(CultureInfo.InvariantCulture, $"{place.Country}{dice.From(100_000_000, 999_999_999)}")
                : null,
            string.Create(CultureInfo.InvariantCulture, $"{dice.Of(Vocabulary.Streets)} {dice.From(1, 180)}"),
            place.City, place.Zip, place.Country,
            works ? null : dice.Day(1948, 2004),
            works ? dice.From(2, 100) * 50_000 : 0,
            dice.Percent(25) ? dice.Of(Vocabulary.Notes) : null);
    }
}
