namespace Sync.EndToEnd.Tests;

/// <summary>The story of a value against what the sides themselves logged.</summary>
public sealed class ExplainTests : World
{
    [Fact]
    public async Task Ten_edits_from_both_sides_are_explained_as_the_sides_logged_them()
    {
        // Before the silo makes customers there whose ids may come first.
        var customer = (await Crm.ListAsync("customers"))[0];
        await StartSiloInStepAsync();
        var (crmId, before) = (Text(customer, "id"), Text(customer, "company"));
        var shopId = Text(await Shop.FindAsync("customers", "email", Text(customer, "email")), "id");
        for (var n = 1; n <= 10; n++)
        {
            // Once twice in a row from each side, so that the two do not just alternate.
            var (side, id, other, otherId) = n % 4 < 2 ? (Crm, crmId, Shop, shopId) : (Shop, shopId, Crm, crmId);
            await side.PatchAsync("customers", id, "company", $"Company {n}");
            await Eventually.IsAsync($"Company {n}", async () => Text(await other.ReadAsync("customers", otherId), "company"));
        }
        await RestsAsync();

        var told = await ApiAsync(async api => (await api.ExplainAsync(new V1.ExplainRequest
        {
            Record = new V1.RecordName { Side = V1.Side.Shop, Kind = "customer", ExternalId = shopId }, Property = "company",
        })).Explanations.Single());

        var (crm, shop) = (await Crm.EditsAsync("customers", crmId, "company"), await Shop.EditsAsync("customers", shopId, "company"));
        var edits = crm.Where(e => !e.IsOurs).Select(e => (Side: V1.Side.Crm, e.At, e.Value))
            .Concat(shop.Where(e => !e.IsOurs).Select(e => (Side: V1.Side.Shop, e.At, e.Value))).OrderBy(e => e.At).ToList();
        var story = told.Story.Where(a => a.To is not null).Reverse().ToList();
        edits.Count.ShouldBe(10);
        story.Select(a => (a.From.Text, a.To.Text)).ShouldBe(edits.Select((e, i) => (i == 0 ? before : edits[i - 1].Value, e.Value)));
        story.Select(a => a.Side).ShouldBe(edits.Select(e => e.Side == V1.Side.Crm ? V1.Side.Shop : V1.Side.Crm), "each went to the side that did not edit");
        story.ShouldAllBe(a => a.Kind == V1.ActivityKind.Updated && a.Rule == "edit" && a.By == "" && a.MappingRevision == 1 && a.TraceId.Length == 32);
        foreach (var (activity, edit) in story.Zip(edits))
        {
            var ours = (edit.Side == V1.Side.Crm ? shop : crm).Single(e => e.IsOurs && e.Value == edit.Value);
            activity.EditedAt.ToDateTimeOffset().ShouldBeInRange(edit.At.AddMilliseconds(-1), ours.At, "the side stamped it when it took it, and that was before we wrote it");
            activity.At.ToDateTimeOffset().ShouldBeGreaterThanOrEqualTo(ours.At.AddMilliseconds(-1));
        }

        told.Property.Base.Text.ShouldBe("Company 10");
        (told.Property.Provenance.Side, told.Property.Provenance.Rule).ShouldBe((edits[^1].Side, "edit"));
        told.Origin.ShouldBe(told.Story.First(a => a.To is not null));
    }
}
