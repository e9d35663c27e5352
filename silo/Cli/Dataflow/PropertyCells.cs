using Sync.V1;

namespace Sync.Cli.Dataflow;

/// <summary>A property as a row of a table.</summary>
internal static class PropertyCells
{
    public static readonly IReadOnlyList<string> Columns = ["Property", "Type", "CRM", "Way", "Shop", "Conversion", "Remarks"];

    /// <param name="property">Of a pairing.</param>
    /// <param name="pairing">That pairing.</param>
    public static IReadOnlyList<Phrase> Of(PropertyConfiguration property, PairingConfiguration pairing) =>
        Row(property, property.Direction, pairing.Match.Contains(property.Name) ? $"tells who belongs together" : Phrase.Nothing);

    /// <param name="property">Of a line.</param>
    /// <param name="lines">The lines, whose direction it shares.</param>
    public static IReadOnlyList<Phrase> OfLine(PropertyConfiguration property, PropertyConfiguration lines) =>
        Row(property, lines.Direction, lines.Key == property.Name ? $"tells the lines apart" : Phrase.Nothing);

    private static IReadOnlyList<Phrase> Row(PropertyConfiguration property, string direction, Phrase role) =>
    [
        $"{property.Name}", Type(property), Phrase.Listed(property.Crm.Paths), Way(direction), Phrase.Listed(property.Shop.Paths),
        Conversion(property), Remarks(property, role),
    ];

    private static Phrase Type(PropertyConfiguration property) => Phrase.Join(", ",
    [
        $"{property.Type}",
        property.To.Length > 0 ? $"to {property.To}" : Phrase.Nothing,
        property.Key.Length > 0 ? $"by {property.Key}" : Phrase.Nothing,
        property.HasPrecision ? $"{property.Precision} digits" : Phrase.Nothing,
        property.HasScale ? $"{property.Scale} after the point" : Phrase.Nothing,
        property.Resolution.Length > 0 ? $"to {property.Resolution}" : Phrase.Nothing,
    ]);

    private static Phrase Way(string direction) => direction switch
    {
        "both" => $"{"<->"}",
        "toShop" => $"{"->"}",
        "toCrm" => $"{"<-"}",
        _ => $"{direction}",
    };

    private static Phrase Conversion(PropertyConfiguration property)
    {
        var (crm, shop) = (Steps(property.Crm), Steps(property.Shop));
        if (crm.Parts.Count > 0 && crm.Parts.SequenceEqual(shop.Parts))
            return $"both: {crm}";
        return Phrase.Join("; ",
        [
            crm.Parts.Count > 0 ? $"CRM: {crm}" : Phrase.Nothing,
            shop.Parts.Count > 0 ? $"shop: {shop}" : Phrase.Nothing,
        ]);
    }

    private static Phrase Steps(PropertySideConfiguration side) => Phrase.Join(", then ",
    [
        .. side.Conversions.Select(step => (Phrase)$"{step:plain}"),
        side.Zone.Length > 0 ? $"by the clocks of {side.Zone}" : Phrase.Nothing,
        side.IdForm == "integer" ? $"ids are numbers" : Phrase.Nothing,
    ]);

    private static Phrase Remarks(PropertyConfiguration property, Phrase role) => Phrase.Join("; ",
    [
        role,
        property.Required ? $"required" : Phrase.Nothing,
        property.Type == "set" ? $"what either side adds or removes is merged" : Phrase.Nothing,
        property.Compare switch
        {
            "exact" => Phrase.Nothing,
            "lower" => $"compared in lower case, trimmed",
            "trim" => $"compared trimmed",
            _ => $"compared by {property.Compare}",
        },
        property.Policy.Length > 0 ? $"{(property.Policy == "sum" ? "when both sides changed it" : "on a conflict"):plain} {PairingRules.Winner(property.Policy)}" : Phrase.Nothing,
        property.Initial switch
        {
            Side.Crm => $"at a first meeting the CRM's value stands",
            Side.Shop => $"at a first meeting the shop's value stands",
            _ => Phrase.Nothing,
        },
    ]);
}
