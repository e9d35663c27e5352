using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sync.Silo.Tests;

public sealed partial class StatusPageTests : ApiTest
{
    [Fact]
    public async Task The_page_and_all_it_names_come_from_here()
    {
        var page = await Host.Web.GetStringAsync("/");

        var named = Links().Matches(page).Select(match => match.Groups[1].Value).ToList();
        named.ShouldBe(["/page.css", "/page.js"], ignoreOrder: true);
        foreach (var link in named)
            (await Host.Web.GetStringAsync(link)).ShouldNotContain("://");
        page.ShouldNotContain("://");
    }

    [Fact]
    public async Task The_page_may_load_nothing_from_elsewhere()
    {
        var answer = await Host.Web.GetAsync("/");

        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'self'");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
    }

    [Fact]
    public async Task The_status_is_that_of_the_contract_with_zeros_written_out()
    {
        Host.Grains.Stands(new IngestStatus(Side.Crm, "customer", "live", 5, 0, null, null, null, 5));
        await Host.AddAsync(Sample.Row(Sample.Id("customer", 1), PairStatus.InSync));

        using var status = JsonDocument.Parse(await Host.Web.GetStringAsync("/api/status"));

        var ingest = status.RootElement.GetProperty("ingests")[0];
        ingest.GetProperty("phase").GetString().ShouldBe("live");
        ingest.GetProperty("window").GetInt32().ShouldBe(0);
        ingest.GetProperty("lagSeconds").GetDouble().ShouldBe(0);
        status.RootElement.GetProperty("pairings")[0].GetProperty("counts").GetRawText().ShouldBe(
            """[ { "status": "PAIR_STATUS_IN_SYNC", "count": "1" } ]""");
    }

    [Fact]
    public async Task The_last_sweep_of_a_pairing_is_told_with_what_it_found()
    {
        Host.Grains.Stands(new PairingStatus("customer", Live: true, CrmScanned: true, ShopScanned: true, 0, DeletionsPaused: false));
        Host.Grains.Sweep = new SweepReport
        {
            Id = "1", By = "schedule", StartedAt = Sample.Now, FinishedAt = Sample.Now, Compared = 40, Divergent = 3, Repaired = 2, CrmUnlisted = 1,
        };

        using var status = JsonDocument.Parse(await Host.Web.GetStringAsync("/api/status"));

        var sweep = status.RootElement.GetProperty("pairings")[0].GetProperty("sweep");
        string[] found = [.. new[] { "finishedAt", "compared", "divergent", "repaired", "incomplete" }.Select(name => $"{sweep.GetProperty(name)}")];
        found.ShouldBe(["2026-01-31T12:00:00Z", "40", "3", "2", "True"]);
    }

    [Fact]
    public async Task Activity_is_sent_as_it_happens()
    {
        await Host.AddAsync(Sample.Row(Sample.Id("customer", 1), PairStatus.InSync), "a");
        await using var events = await EventsAsync(lastEventId: null);

        (await NextAsync(events)).Text.ShouldBe("a");
        await Host.AddAsync(Sample.Row(Sample.Id("customer", 2), PairStatus.InSync), "b");
        (await NextAsync(events)).Text.ShouldBe("b");
    }

    [Fact]
    public async Task A_browser_that_comes_back_goes_on_where_it_was()
    {
        await Host.AddAsync(Sample.Row(Sample.Id("customer", 1), PairStatus.InSync), "a", "b");
        string token;
        await using (var before = await EventsAsync(lastEventId: null))
            token = (await NextAsync(before)).Id;

        await using var after = await EventsAsync(lastEventId: token);

        (await NextAsync(after)).Text.ShouldBe("b");
    }

    [Fact]
    public async Task Nothing_can_be_changed_here()
    {
        (await Host.Web.PostAsync("/api/status", null)).IsSuccessStatusCode.ShouldBeFalse();
        (await Host.Web.DeleteAsync("/api/activity")).IsSuccessStatusCode.ShouldBeFalse();
    }

    [Fact]
    public async Task A_silo_with_its_database_is_ready()
    {
        (await Host.Web.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Host.Web.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [GeneratedRegex("(?:src|href)=\"(/page[^\"]*)\"")]
    private static partial Regex Links();

    private static async Task<(string Id, string Text)> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        (await events.MoveNextAsync()).ShouldBeTrue();
        using var activity = JsonDocument.Parse(events.Current.Data);
        return (events.Current.EventId!, activity.RootElement.GetProperty("text").GetString()!);
    }

    private async Task<IAsyncEnumerator<SseItem<string>>> EventsAsync(string? lastEventId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/activity");
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var answer = await Host.Web.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Guard);
        return SseParser.Create(await answer.Content.ReadAsStreamAsync(Guard)).EnumerateAsync(Guard).GetAsyncEnumerator(Guard);
    }
}
