using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Sync.EndToEnd.Tests;

/// <summary>The way back from a bad import.</summary>
public sealed class UndoTests : World
{
    private const int Imported = 200;

    protected override Sandbox.SandboxOptions Options => new() { Customers = 210, Products = 2, Quotes = 1, Orders = 1, Users = 1 };

    [Fact]
    public async Task A_bad_import_of_200_records_is_undone_on_both_sides_but_for_the_three_edited_since_which_are_named()
    {
        await StartSiloInStepAsync();
        await RestsAsync();
        var (crm, shop) = (await RecordsAsync(Crm), await RecordsAsync(Shop));
        var emails = crm.Keys.Order(StringComparer.Ordinal).Take(Imported).ToList();
        var since = TimeProvider.System.GetUtcNow();
        foreach (var email in emails)
        {
            await Crm.PatchAsync("customers", Text(crm[email], "id"), "company", $"Import of {email}");
            await Crm.PatchAsync("customers", Text(crm[email], "id"), "notes", "imported");
        }
        await ArriveAsync(Shop, emails, "company", email => $"Import of {email}");
        await ArriveAsync(Shop, emails, "note", _ => "imported");

        var until = TimeProvider.System.GetUtcNow();

        // Two people mend what they see, one on each side, and a third goes on from it.
        string[] edited = [emails[3], emails[77], emails[199]];
        await Shop.PatchAsync("customers", Text(shop[edited[0]], "id"), "company", "Mended in the shop");
        await Crm.PatchAsync("customers", Text(crm[edited[1]], "id"), "company", "Mended in the CRM");
        await Shop.PatchAsync("customers", Text(shop[edited[2]], "id"), "company", $"Import of {edited[2]}, and more");
        await ArriveAsync(Crm, [edited[0]], "company", _ => "Mended in the shop");
        await ArriveAsync(Shop, [edited[1]], "company", _ => "Mended in the CRM");
        await ArriveAsync(Crm, [edited[2]], "company", email => $"Import of {email}, and more");
        await RestsAsync();

        var range = new V1.UndoneRange { Pairing = "customer", Origin = V1.Side.Crm, Since = since.ToTimestamp(), Until = until.ToTimestamp() };
        var preview = await ApiAsync(async api => await api.PreviewUndo(new V1.PreviewUndoRequest { Range = range }).ResponseStream.ReadAllAsync().ToListAsync());
        preview.Count(item => item.Outcome == V1.UndoOutcome.SetBack).ShouldBe((2 * Imported) - 3);
        preview.Where(item => item.Outcome == V1.UndoOutcome.Overtaken).Select(item => (item.CrmId, item.Property)).ShouldBe(
            edited.Select(email => (Text(crm[email], "id"), "company")), ignoreOrder: true);

        var ended = await ApiAsync(async api => await api.UndoSince(new V1.UndoSinceRequest { Range = range, By = "Eve" }).ResponseStream.ReadAllAsync().LastAsync());
        (ended.SetBack, ended.Overtaken, ended.Refused, ended.Failed).ShouldBe(((2 * Imported) - 3, 3, 0, 0));
        ended.Left.Select(left => (left.CrmId, left.Property)).ShouldBe(edited.Select(email => (Text(crm[email], "id"), "company")), ignoreOrder: true);
        await ArriveAsync(Shop, emails, "note", email => Text(shop[email], "note"));
        await RestsAsync();

        foreach (var (side, before) in new[] { (Crm, crm), (Shop, shop) })
        {
            var now = await RecordsAsync(side);
            foreach (var email in now.Keys)
                Bare(now[email], edited.Contains(email)).ShouldBe(Bare(before[email], edited.Contains(email)), email);
            Text(now[edited[0]], "company").ShouldBe("Mended in the shop");
            Text(now[edited[1]], "company").ShouldBe("Mended in the CRM");
            Text(now[edited[2]], "company").ShouldBe($"Import of {edited[2]}, and more");
        }

        var again = await ApiAsync(async api => await api.UndoSince(new V1.UndoSinceRequest { Range = range, By = "Eve" }).ResponseStream.ReadAllAsync().LastAsync());
        (again.SetBack, again.SoAlready, again.Overtaken).ShouldBe((0, (2 * Imported) - 3, 3), "what was undone is not undone twice");
    }

    private static async Task<Dictionary<string, JsonObject>> RecordsAsync(SandboxSide side) =>
        (await side.ListAsync("customers")).ToDictionary(record => Text(record, "email").ToLowerInvariant());

    private static Task ArriveAsync(SandboxSide side, IReadOnlyCollection<string> emails, string field, Func<string, string> value) => Eventually.TrueAsync(async () =>
    {
        var now = await RecordsAsync(side);
        var missing = emails.Count(email => Text(now[email], field) != value(email));
        return missing == 0 ? null : $"{missing} of {emails.Count} have another {field}";
    });

    /// <summary>A record but for what every write changes, and for its company where that was edited since.</summary>
    private static string Bare(JsonObject record, bool isEdited)
    {
        var bare = record.DeepClone().AsObject();
        foreach (var name in new[] { "version", "updated_at" })
            bare.Remove(name);
        if (isEdited)
            bare.Remove("company");
        return bare.ToJsonString();
    }
}
