using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Sync.EndToEnd.Tests;

/// <summary>The way back from a bad import.</summary>
public sealed class UndoTests : World
{
    private const int Imported = 200;
    private const int New = 20;

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

    [Fact]
    public async Task An_import_of_200_records_of_which_20_are_new_is_undone_on_both_sides_but_for_the_three_edited_since_which_are_named()
    {
        await StartSiloInStepAsync();
        await RestsAsync();
        var (crm, shop) = (await RecordsAsync(Crm), await RecordsAsync(Shop));
        var known = crm.Keys.Order(StringComparer.Ordinal).Take(Imported - New).ToList();
        var fresh = Enumerable.Range(0, New).Select(n => $"imported-{n:00}@example.org").ToList();
        var since = TimeProvider.System.GetUtcNow();
        foreach (var email in known)
            await Crm.PatchAsync("customers", Text(crm[email], "id"), "company", $"Import of {email}");
        foreach (var email in fresh)
            await Crm.CreateAsync("customers", new JsonObject { ["email"] = email, ["name"] = "Import Ed", ["company"] = $"Import of {email}" });
        await ArriveAsync(Shop, [.. known, .. fresh], "company", email => $"Import of {email}");
        await RestsAsync();
        var until = TimeProvider.System.GetUtcNow();

        // Somebody mends a record that was there, and two go on from what the import made, one on each side.
        var (mended, theirs) = (known[3], new[] { fresh[4], fresh[17] });
        await Shop.PatchAsync("customers", Text(shop[mended], "id"), "company", "Mended");
        await Shop.PatchAsync("customers", Text((await RecordsAsync(Shop))[theirs[0]], "id"), "note", "a good customer");
        await Crm.PatchAsync("customers", Text((await RecordsAsync(Crm))[theirs[1]], "id"), "notes", "a good customer");
        await ArriveAsync(Crm, [mended], "company", _ => "Mended");
        await ArriveAsync(Crm, theirs, "notes", _ => "a good customer");
        await ArriveAsync(Shop, theirs, "note", _ => "a good customer");
        await RestsAsync();

        var range = new V1.UndoneRange { Pairing = "customer", Origin = V1.Side.Crm, Since = since.ToTimestamp(), Until = until.ToTimestamp() };
        (await PreviewAsync(range)).Count(item => item.Outcome == V1.UndoOutcome.Refused && item.Reason.Contains("--created")).ShouldBe(New, "nothing is deleted unasked");
        range.Created = true;
        var preview = await PreviewAsync(range);
        preview.Count(item => item.Outcome == V1.UndoOutcome.SetBack).ShouldBe(known.Count - 1);
        preview.Count(item => item.Outcome == V1.UndoOutcome.TakeBack).ShouldBe(New - 2);
        preview.Count(item => item.Outcome == V1.UndoOutcome.Overtaken).ShouldBe(3);

        var ended = await UndoAsync(range);
        (ended.SetBack, ended.TakenBack, ended.Overtaken, ended.Refused, ended.Failed).ShouldBe((known.Count - 1, New - 2, 3, 0, 0));
        var now = await RecordsAsync(Crm);
        ended.Left.Select(left => left.CrmId).ShouldBe([Text(crm[mended], "id"), .. theirs.Select(email => Text(now[email], "id"))], ignoreOrder: true);
        foreach (var (side, before) in new[] { (Crm, crm), (Shop, shop) })
        {
            await Eventually.TrueAsync(async () => (await side.ListAsync("customers")).Count - before.Count is 2 ? null : "records that came are not gone");
            await ArriveAsync(side, known.Where(email => email != mended).ToList(), "company", email => Text(before[email], "company"));
        }
        await RestsAsync();

        foreach (var (side, before) in new[] { (Crm, crm), (Shop, shop) })
        {
            var after = await RecordsAsync(side);
            after.Keys.Except(before.Keys).ShouldBe(theirs, ignoreOrder: true);
            foreach (var email in before.Keys)
                Bare(after[email], email == mended).ShouldBe(Bare(before[email], email == mended), email);
        }
        var again = await UndoAsync(range);
        (again.SetBack, again.TakenBack, again.SoAlready, again.Overtaken, again.Refused).ShouldBe((0, 0, known.Count - 1, 3, 0));
    }

    private Task<List<V1.UndoItem>> PreviewAsync(V1.UndoneRange range) =>
        ApiAsync(async api => await api.PreviewUndo(new V1.PreviewUndoRequest { Range = range }).ResponseStream.ReadAllAsync().ToListAsync());

    private Task<V1.UndoProgress> UndoAsync(V1.UndoneRange range) =>
        ApiAsync(async api => await api.UndoSince(new V1.UndoSinceRequest { Range = range, By = "Eve" }).ResponseStream.ReadAllAsync().LastAsync());

    private static async Task<Dictionary<string, JsonObject>> RecordsAsync(SandboxSide side) =>
        (await side.ListAsync("customers")).ToDictionary(record => Text(record, "email").ToLowerInvariant());

    private static Task ArriveAsync(SandboxSide side, IReadOnlyCollection<string> emails, string field, Func<string, string> value) => Eventually.TrueAsync(async () =>
    {
        var now = await RecordsAsync(side);
        var missing = emails.Count(email => !now.TryGetValue(email, out var record) || Text(record, field) != value(email));
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
