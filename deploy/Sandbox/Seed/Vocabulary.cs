namespace Sync.Sandbox.Seed;

/// <summary>The words invented records are made of.</summary>
internal static class Vocabulary
{
    public static readonly string[] FirstNames =
    [
        "Ada", "Amélie", "Anton", "Beatriz", "Björn", "Carla", "Cédric", "Clara", "Daan", "Elena", "Emil", "Femke", "Finn",
        "Giulia", "Greta", "Hannah", "Hugo", "Ida", "Inés", "Jakob", "Jana", "Karim", "Lars", "Lea", "Lucía", "Luka", "Magda",
        "Mara", "Mateo", "Mila", "Nadia", "Niels", "Noah", "Olga", "Oscar", "Paula", "Pierre", "Rosa", "Samir", "Sofia",
        "Søren", "Tessa", "Théo", "Ulrike", "Vera", "Wim", "Yara", "Zoë",
    ];

    public static readonly string[] LastNames =
    [
        "Almeida", "Andersen", "Bakker", "Bauer", "Berger", "Bianchi", "Brandt", "Castro", "Claes", "de Vries", "Dubois",
        "Eriksen", "Fischer", "Fontaine", "García", "Greco", "Hansen", "Hoffmann", "Horvat", "Janssens", "Keller", "Kowalska",
        "Lambert", "Larsson", "Lindgren", "López", "Maes", "Martin", "Moreau", "Müller", "Nowak", "O'Brien", "Okonkwo",
        "Peeters", "Petit", "Ricci", "Rossi", "Sánchez", "Schmidt", "Silva", "Sørensen", "Van den Berg", "Vogel", "Weber",
        "Wouters", "Yılmaz", "Zimmermann",
    ];

    public static readonly string[] CompanyNames =
    [
        "Alder", "Beacon", "Birch & Sons", "Cobalt", "Compass", "Delta", "Elm Street", "Fernweh", "Granite", "Harbour",
        "Ivory", "Juniper", "Kestrel", "Lumen", "Meridian", "Nordlicht", "Orchard", "Pinnacle", "Quarry", "Riverside",
        "Saffron", "Tandem", "Umbra", "Vantage", "Willow", "Zephyr",
    ];

    public static readonly string[] CompanyTrades =
    [
        "Bakery", "Bikes", "Books", "Ceramics", "Coffee", "Design",
        "Foods", "Interiors", "Logistics", "Outdoor", "Studio", "Tools",
    ];

    /// <summary>City, postal code, country, company form, phone prefix.</summary>
    public static readonly (string City, string Zip, string Country, string Form, string Dial)[] Places =
    [
        ("Hamburg", "20095", "DE", "GmbH", "+49 40"), ("München", "80331", "DE", "GmbH", "+49 89"),
        ("Köln", "50667", "DE", "KG", "+49 221"), ("Amsterdam", "1012 AB", "NL", "B.V.", "+31 20"),
        ("Utrecht", "3511 LN", "NL", "B.V.", "+31 30"), ("Gent", "9000", "BE", "BV", "+32 9"),
        ("Lyon", "69002", "FR", "SARL", "+33 4"), ("Nantes", "44000", "FR", "SAS", "+33 2"),
        ("Wien", "1010", "AT", "GmbH", "+43 1"), ("Zürich", "8001", "CH", "AG", "+41 44"),
        ("København", "1050", "DK", "ApS", "+45 33"), ("Malmö", "211 20", "SE", "AB", "+46 40"),
        ("Torino", "10121", "IT", "S.r.l.", "+39 011"), ("Valencia", "46001", "ES", "S.L.", "+34 96"),
        ("Porto", "4000-008", "PT", "Lda", "+351 22"), ("Dublin", "D02 X285", "IE", "Ltd", "+353 1"),
        ("Kraków", "31-007", "PL", "Sp. z o.o.", "+48 12"), ("Ljubljana", "1000", "SI", "d.o.o.", "+386 1"),
    ];

    public static readonly string[] Streets =
    [
        "Alte Gasse", "Bahnhofstrasse", "Church Lane", "Hoogstraat", "Kanaalweg",
        "Lindenweg", "Market Square", "Mill Road", "Rue du Port", "Via Roma",
    ];

    public static readonly (string Noun, string Code, int LowestCents, int HighestCents)[] Goods =
    [
        ("Backpack", "BAG", 3900, 18900), ("Bottle", "BOT", 900, 3900), ("Chair", "CHR", 4900, 39900),
        ("Coffee beans", "COF", 700, 2900), ("Desk lamp", "LMP", 2500, 14900), ("Helmet", "HLM", 3900, 15900),
        ("Jacket", "JCK", 5900, 32900), ("Kettle", "KTL", 2900, 11900), ("Knife", "KNF", 1500, 18900),
        ("Lock", "LCK", 1900, 9900), ("Mug", "MUG", 600, 2400), ("Notebook", "NTB", 400, 2900),
        ("Pan", "PAN", 1900, 12900), ("Pump", "PMP", 1200, 6900), ("Rug", "RUG", 4900, 49900), ("Tent", "TNT", 8900, 69900),
    ];

    public static readonly string[] Finishes =
    [
        "Ash", "Black", "Blue", "Clay", "Compact", "Copper", "Forest", "Grey",
        "Large", "Linen", "Oak", "Red", "Sand", "Slim", "Steel", "White",
    ];

    public static readonly string[] Ranges =
    [
        "Atlas", "Bergen", "Classic", "Duo", "Everyday",
        "Fjord", "Gravel", "Haven", "Norte", "Prime",
    ];

    public static readonly string[] Tags =
    [
        "new", "sale", "bestseller", "outdoor", "kitchen",
        "office", "gift", "recycled", "seasonal",
    ];

    public static readonly string[] Notes =
    [
        "Prefers e-mail over phone.", "Asks for delivery on Fridays.", "Invoice to head office, please.",
        "Met at the spring fair.\nInterested in the new range.", "Long-standing customer; pays early.", "Do not call before noon.",
    ];

    public static readonly string[] Locales = ["de-DE", "en-GB", "fr-FR", "nl-NL", "es-ES", "it-IT"];

    /// <summary>The plain-letter spelling used in e-mail addresses.</summary>
    public static string Plain(string name) => string.Concat(name.ToLowerInvariant().Select(letter => letter switch
    {
        'á' or 'à' or 'â' or 'å' => "a",
        'ä' => "ae",
        'é' or 'è' or 'ë' => "e",
        'í' or 'ı' => "i",
        'ö' or 'ø' => "oe",
        'ó' => "o",
        'ü' => "ue",
        >= 'a' and <= 'z' => letter.ToString(),
        _ => "",
    }));
}
