using System.Text;

namespace Sync.Connectors.Tests.Http;

public sealed class ReadingTests : IAsyncLifetime
{
    private Bench bench = null!;

    public async Task InitializeAsync() => bench = await Bench.StartAsync();

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task A_record_keeps_the_exact_bytes_the_side_sent()
    {
        const string body = """{ "id":"7", "version":"a", "updated_at":"2026-03-01T10:00:00.5+02:00", "total": 10.50, "big": 1e3 }""";
        bench.Side.Says(200, body);

        var record = (await bench.ReadAsync("7")).ShouldBeOfType<ReadOutcome.Found>().Record;

        record.Id.ShouldBe("7");
        record.Version.ShouldBe("a");
        record.ModifiedAt.ShouldBe(new DateTimeOffset(2026, 3, 1, 8, 0, 0, 500, TimeSpan.Zero));
        Encoding.UTF8.GetString(record.Body.Span).ShouldBe(body);
        bench.Side.Requests.Single().Url.ShouldBe("/customers/7");
    }

    [Theory]
    [InlineData("12345678901234567890", "12345678901234567890")]
    [InlineData("true", "true")]
    [InlineData("\"x-1\"", "x-1")]
    public async Task An_id_of_any_scalar_is_text(string native, string id)
    {
        bench.Side.Says(200, $$"""{"id":{{native}}}""");

        (await bench.ReadAsync()).ShouldBeOfType<ReadOutcome.Found>().Record.Id.ShouldBe(id);
    }

    [Theory]
    [InlineData("\"v7\"")]
    [InlineData("W/\"v7\"")]
    [InlineData("v7")]
    public async Task Without_a_version_field_the_ETag_is_the_version(string etag)
    {
        await using var other = await Bench.StartAsync(c => c with { Record = c.Record with { Version = null } });
        other.Side.Says(200, """{"id":1,"version":"not this"}""", ("ETag", etag));

        (await other.ReadAsync()).ShouldBeOfType<ReadOutcome.Found>().Record.Version.ShouldBe("v7");
    }

    [Fact]
    public async Task A_wrapped_record_is_unwrapped_and_its_fields_are_found_by_dotted_paths()
    {
        await using var other = await Bench.StartAsync(c => c with
        {
            Protocol = c.Protocol with { Wrapper = "data.customer" },
            Record = c.Record with { Id = "ids.external", Version = "meta.rev" },
        });
        other.Side.Says(200, """{"data":{"customer":{"ids":{"external":"a"},"meta":{"rev":3}}}}""");

        var record = (await other.ReadAsync()).ShouldBeOfType<ReadOutcome.Found>().Record;

        (record.Id, record.Version).ShouldBe(("a", "3"));
        Encoding.UTF8.GetString(record.Body.Span).ShouldBe("""{"ids":{"external":"a"},"meta":{"rev":3}}""");
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task Not_found_is_a_deletion(int status)
    {
        bench.Side.Says(status, """{"error":"no such customer"}""");

        (await bench.ReadAsync()).ShouldBeOfType<ReadOutcome.NotFound>();
    }

    [Theory]
    [InlineData(200, "<html>Please log in</html>")]
    [InlineData(200, """{"id":"1",""")]
    [InlineData(200, "")]
    [InlineData(200, """{"name":"no id"}""")]
    [InlineData(200, """{"id":"\ud800"}""")]
    [InlineData(400, """{"error":"bad id"}""")]
    [InlineData(500, "<h1>Oops</h1>")]
    public async Task What_is_no_record_is_a_failure_and_never_a_deletion(int status, string body)
    {
        bench.Side.Says(status, body);

        var failure = (await bench.ReadAsync()).ShouldBeOfType<ReadOutcome.Failed>().Failure;

        failure.Reason.ShouldStartWith($"crm GET customers/1: {status}");
        failure.SideWide.ShouldBeFalse();
    }

    [Fact]
    public async Task A_long_body_that_is_no_JSON_is_shortened_in_the_reason()
    {
        bench.Side.Says(400, "<html>\n   " + new string('x', 5000));

        var reason = (await bench.ReadAsync()).ShouldBeOfType<ReadOutcome.Failed>().Failure.Reason;

        reason.ShouldStartWith("crm GET customers/1: 400 Bad Request: <html> xxx");
        reason.Length.ShouldBeLessThan(250);
    }

    [Fact]
    public async Task A_record_longer_than_4_MiB_is_refused()
    {
        bench.Side.Says(200, $$"""{"id":"1","note":"{{new string('x', 5 << 20)}}"}""");

        (await bench.ReadAsync()).ShouldBeOfType<ReadOutcome.Failed>();
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_a_failure()
    {
        bench.Side.BreaksOff();

        (await bench.ReadAsync()).ShouldBeOfType<ReadOutcome.Failed>();
    }

    [Fact]
    public async Task Values_are_escaped_in_the_URL()
    {
        bench.Side.Says(200, """{"items":[]}""");

        await bench.Connector.FindAsync("customer", "contact.email", "a+b&c=d@ü.example", CancellationToken.None);
        await bench.ReadAsync("a/b?c");

        bench.Side.Requests.Select(asked => asked.Url).ShouldBe(
            ["/customers?contact.email=a%2Bb%26c%3Dd%40%C3%BC.example", "/customers/a%2Fb%3Fc"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    public async Task An_id_that_would_name_another_path_is_not_asked_for(string id)
    {
        (await bench.ReadAsync(id)).ShouldBeOfType<ReadOutcome.Failed>();
        (await bench.DeleteAsync(id)).ShouldBeOfType<WriteOutcome.Rejected>();
        bench.Side.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_find_answers_all_records()
    {
        bench.Side.Says(200, """{"items":[{"id":1,"email":"a"},{"id":2,"email":"a"}]}""");

        var found = await bench.Connector.FindAsync("customer", "email", "a", CancellationToken.None);

        found.ShouldBeOfType<FindOutcome.Found>().Records.Select(record => record.Id).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task A_find_that_fails_finds_nothing_out()
    {
        bench.Side.Says(400, """{"error":"cannot search by email"}""");

        var found = await bench.Connector.FindAsync("customer", "email", "a", CancellationToken.None);

        found.ShouldBeOfType<FindOutcome.Failed>().Failure.Reason.ShouldBe("crm GET customers: 400 Bad Request: cannot search by email");
    }
}
