using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Sync.Connectors.Tests.KnownFailures;

/// <summary>A side that can only be asked what changed since a time, and skip so many; its times are compared as texts.</summary>
internal sealed class ChangedSince
{
    private const int Limit = 10;
    private string? cursor;

    public ChangedSince(ScriptedSide side) => side.Answer = AnswerAsync;

    /// <summary>The rows, each with when it was changed.</summary>
    public Dictionary<string, string> Rows { get; } = [];

    /// <summary>The times it was asked for.</summary>
    public List<string> AskedFor { get; } = [];

    public static Task<Bench> StartAsync() => Bench.StartAsync(c => c with
    {
        Record = c.Record with { ModifiedAt = "changed" },
        Protocol = c.Protocol with { Feed = new Operation("GET", "{path}?since={since}&offset={offset}&limit={limit}"), Overlap = TimeSpan.FromSeconds(5) },
    });

    public void Begin(string? at) => cursor = at;

    /// <summary>The ids given until a page says that all is read and the cursor stands.</summary>
    public async Task<IReadOnlyList<string>> ReadAllAsync(Bench bench)
    {
        var given = new List<string>();
        for (var pages = 0; ; pages++)
        {
            pages.ShouldBeLessThan(1_000, "it never ends");
            var page = await bench.Connector.ChangesAsync("customer", cursor, Limit, TimeSpan.Zero, CancellationToken.None);
            given.AddRange(page.Items.Select(item => item.Record.Id));
            if (!page.More && page.Next == cursor)
                return given;
            cursor = page.Next;
        }
    }

    private Task AnswerAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var since = query["since"].ToString();
        if (since.Length > 0)
            AskedFor.Add(since);
        var offset = int.TryParse(query["offset"], out var number) ? number : 0;
        var rows = Rows.Where(row => string.CompareOrdinal(row.Value, since) >= 0).OrderBy(row => row.Value, StringComparer.Ordinal)
            .ThenBy(row => row.Key, StringComparer.Ordinal).Skip(offset).Take(Limit);
        var items = new JsonArray([.. rows.Select(row => new JsonObject { ["id"] = row.Key, ["version"] = row.Value, ["changed"] = row.Value })]);
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(new JsonObject { ["items"] = items }.ToJsonString());
    }
}
