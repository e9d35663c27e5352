using Sync.V1;

namespace Sync.Cli.Dataflow;

/// <summary>What flows where, for a person who checks the systems against it. The same configuration gives the same text.</summary>
internal static class DataflowDocument
{
    public static void Write(GetConfigurationResponse configuration, IMarkup page)
    {
        page.Heading(1, $"Dataflow between CRM and shop");
        page.Paragraph(
            $"What Sync {configuration.Version:plain} keeps in step, written by {"sync dataflow"} from the configuration that runs. What stands {"like this"} is the configuration's or the systems' own.");
        page.Bullets(
        [
            $"{"<->"}: an edit on either side reaches the other.",
            $"{"->"}: from the CRM to the shop only; {"<-"}: from the shop to the CRM only.",
            $"A conversion is that of the side it names. Of two words with an equals sign the first is the common one, the second that side's.",
            $"A path is keys joined by dots; several paths hold one value together.",
        ]);
        page.Heading(2, $"The two sides");
        page.Table(["", "CRM", "Shop"], SideFacts.Of(configuration).Select(fact => (Phrase[])[$"{fact.Name:plain}", fact.Crm, fact.Shop]));
        foreach (var pairing in configuration.Pairings)
            Write(pairing, page);
    }

    private static void Write(PairingConfiguration pairing, IMarkup page)
    {
        page.Heading(2, $"{pairing.Name:plain}");
        page.Bullets(PairingRules.Of(pairing));
        if (pairing.Properties.Count == 0)
        {
            page.Paragraph($"It has no properties: records are linked, created and deleted, and nothing in them is kept in step.");
            return;
        }
        page.Table(PropertyCells.Columns, pairing.Properties.Select(property => PropertyCells.Of(property, pairing)));
        foreach (var lines in pairing.Properties.Where(property => property.Properties.Count > 0))
        {
            page.Heading(3, $"Each of the {lines.Name} of {pairing.Name}");
            page.Paragraph($"Paths start at the line. Edits of both sides meet line by line and property by property; only where they contradict somebody must win.");
            page.Table(PropertyCells.Columns, lines.Properties.Select(property => PropertyCells.OfLine(property, lines)));
        }
    }
}
