using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Sync.Connectors.Tests.Http;

public sealed class WritingTests : IAsyncLifetime
{
    private Bench bench = null!;

    public async Task InitializeAsync() => bench = await Bench.StartAsync();

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task A_create_sends_the_body_and_the_idempotency_key_and_answers_the_stored_record()
    {
        bench.Side.Says(201, """{"id":9,"version":"v1","name":"Ann"}""");

        var outcome = await bench.CreateAsync("""{"name":"Ann","n":1.50}""");

        outcome.ShouldBeOfType<WriteOutcome.Succeeded>().Record!.Id.ShouldBe("9");
        var asked = bench.Side.Requests.Single();
        (asked.Method, asked.Url, asked.Body).ShouldBe(("POST", "/customers", """{"name":"Ann","n":1.50}"""));
        asked.Headers["Idempotency-Key"].ShouldBe("key");
        asked.Headers["Content-Type"].ShouldBe("application/json");
        asked.Headers.ShouldNotContainKey("If-Match");
    }

    [Fact]
    public async Task A_write_is_conditional_on_the_quoted_version()
    {
        bench.Side.Says(200, """{"id":1,"version":"v2"}""");

        await bench.UpdateAsync(ifVersion: "v1");
        await bench.DeleteAsync(ifVersion: "v2");
        await bench.UpdateAsync(ifVersion: null);

        bench.Side.Requests.Select(asked => (asked.Method, asked.Headers.GetValueOrDefault("If-Match"))).ShouldBe(
            [("PATCH", "\"v1\""), ("DELETE", "\"v2\""), ("PATCH", null)]);
    }

    [Fact]
    public async Task A_side_without_these_abilities_is_sent_neither_condition_nor_key()
    {
        await using var other = await Bench.StartAsync(c => c with
        {
            Capabilities = c.Capabilities with { ConditionalWrites = false, IdempotencyKeys = false },
        });

        await other.UpdateAsync(ifVersion: "v1");

        other.Side.Requests.Single().Headers.Keys.ShouldNotContain(name => name == "If-Match" || name == "Idempotency-Key");
    }

    [Fact]
    public async Task A_version_that_would_end_the_header_is_never_left_out()
    {
        (await bench.UpdateAsync(ifVersion: "a\r\nb")).ShouldBeOfType<WriteOutcome.Rejected>();
        bench.Side.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Bodies_are_wrapped_where_the_side_wants_it()
    {
        await using var other = await Bench.StartAsync(c => c with { Protocol = c.Protocol with { Wrapper = "data" } });
        other.Side.Says(200, """{"data":{"id":"1","version":"2"}}""");

        var outcome = await other.UpdateAsync(patch: """{"n": 1.50}""");

        outcome.ShouldBeOfType<WriteOutcome.Succeeded>().Record!.Version.ShouldBe("2");
        other.Side.Requests.Single().Body.ShouldBe("""{"data":{"n": 1.50}}""");
    }

    [Theory]
    [InlineData(204, "")]
    [InlineData(200, """{"ok":true}""")]
    public async Task A_write_done_without_a_record_in_the_answer_is_done(int status, string body)
    {
        bench.Side.Says(status, body);

        (await bench.UpdateAsync()).ShouldBe(new WriteOutcome.Succeeded(null));
        (await bench.DeleteAsync()).ShouldBe(new WriteOutcome.Succeeded(null));
    }

    [Fact]
    public async Task An_update_done_without_a_record_in_the_answer_names_the_version_it_made()
    {
        bench.Side.Says(204, "", ("ETag", "\"7\""));

        (await bench.UpdateAsync()).ShouldBe(new WriteOutcome.Succeeded(null) { Version = "7" });
    }

    [Theory]
    [InlineData(200, "<html>Welcome to our proxy</html>")]
    [InlineData(201, """{"id":"1",""")]
    [InlineData(303, "")]
    [InlineData(408, "")]
    [InlineData(500, """{"error":"oops"}""")]
    [InlineData(503, "<h1>Maintenance</h1>")]
    public async Task An_answer_that_does_not_say_what_became_of_a_write_leaves_it_unknown(int status, string body)
    {
        bench.Side.Says(status, body);

        var failure = (await bench.CreateAsync()).ShouldBeOfType<WriteOutcome.Unknown>().Failure;

        failure.Reason.ShouldStartWith($"crm POST customers: {status}");
        bench.Side.Requests.Count.ShouldBe(1, "a write is never sent again by itself");
    }

    [Fact]
    public async Task A_connection_cut_instead_of_an_answer_leaves_a_write_unknown()
    {
        await bench.CreateAsync();
        bench.Side.Aborts();

        (await bench.CreateAsync()).ShouldBeOfType<WriteOutcome.Unknown>();
        (await bench.UpdateAsync()).ShouldBeOfType<WriteOutcome.Unknown>();
        bench.Side.Requests.Select(asked => asked.Method).ShouldBe(["POST", "POST", "PATCH"], "a write is never sent again by itself");
    }

    [Fact]
    public async Task A_connection_cut_instead_of_an_answer_leaves_a_delete_unknown()
    {
        await bench.DeleteAsync();
        bench.Side.Aborts();

        (await bench.DeleteAsync()).ShouldBeOfType<WriteOutcome.Unknown>();
        bench.Side.Requests.Count.ShouldBe(2, "a write is never sent again by itself");
    }

    [Fact]
    public async Task A_body_that_breaks_off_leaves_a_write_unknown()
    {
        bench.Side.BreaksOff();

        (await bench.UpdateAsync()).ShouldBeOfType<WriteOutcome.Unknown>();
    }

    [Theory]
    [InlineData(400)]
    [InlineData(405)]
    [InlineData(409)]
    [InlineData(422)]
    public async Task A_refusal_is_final_and_in_the_sides_own_words(int status)
    {
        bench.Side.Says(status, """{"error":"email is not an address","field":"email"}""");

        var rejected = (await bench.UpdateAsync()).ShouldBeOfType<WriteOutcome.Rejected>();

        rejected.Field.ShouldBe("email");
        rejected.Reason.ShouldStartWith($"crm PATCH customers/1: {status}");
        rejected.Reason.ShouldEndWith(": email is not an address");
    }

    [Fact]
    public async Task A_create_of_what_exists_says_so()
    {
        bench.Side.Says(409, """{"error":"there is a customer with this email","field":"email"}""");

        (await bench.CreateAsync()).ShouldBe(new WriteOutcome.AlreadyExists(
            "email", "crm POST customers: 409 Conflict: there is a customer with this email"));
    }

    [Fact]
    public async Task Another_version_and_no_record_are_told_apart()
    {
        bench.Side.Says(412);
        (await bench.UpdateAsync()).ShouldBeOfType<WriteOutcome.VersionMismatch>();
        bench.Side.Says(404);
        (await bench.UpdateAsync()).ShouldBeOfType<WriteOutcome.NotFound>();
        bench.Side.Says(410);
        (await bench.DeleteAsync()).ShouldBeOfType<WriteOutcome.NotFound>();
    }

    [Fact]
    public async Task A_create_that_meets_no_path_is_rejected()
    {
        bench.Side.Says(404, "Cannot POST /customers");

        (await bench.CreateAsync()).ShouldBeOfType<WriteOutcome.Rejected>().Reason
            .ShouldBe("crm POST customers: 404 Not Found: Cannot POST /customers");
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(302)]
    public async Task What_is_the_sides_failure_and_not_the_records_is_tried_again(int status)
    {
        bench.Side.Says(status, """{"error":"token expired"}""", ("Location", "/login"));

        (await bench.UpdateAsync()).ShouldBeOfType<WriteOutcome.Retryable>().Failure.SideWide.ShouldBeTrue();
        bench.Side.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Sun, 01 Mar 2026 10:00:30 GMT", 30)]
    [InlineData("Sun, 01 Mar 2026 09:00:00 GMT", 0)]
    public async Task A_throttled_write_waits_as_long_as_the_side_asks(string retryAfter, int seconds)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));
        await using var other = await Bench.StartAsync(time: time);
        other.Side.Says(429, "", ("Retry-After", retryAfter));

        var failure = (await other.UpdateAsync()).ShouldBeOfType<WriteOutcome.Retryable>().Failure;

        failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(seconds));
        failure.SideWide.ShouldBeFalse();
    }

    [Fact]
    public async Task A_side_that_is_not_there_was_certainly_not_written_to()
    {
        using var unused = new TcpListener(IPAddress.Loopback, 0);
        unused.Start();
        var address = new Uri($"http://{unused.LocalEndpoint}");
        unused.Stop();
        await using var other = await Bench.StartAsync(c => c with { Address = address });

        (await other.CreateAsync()).ShouldBeOfType<WriteOutcome.Retryable>().Failure.SideWide.ShouldBeTrue();
    }

    [Fact]
    public async Task A_write_the_caller_gives_up_under_way_is_cancelled()
    {
        var arrived = bench.Side.Stalls();
        using var caller = new CancellationTokenSource();

        var write = bench.Connector.UpdateAsync("customer", "1", "{}"u8.ToArray(), "v1", caller.Token);
        await arrived;
        await caller.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => write);
    }

    [Fact]
    public async Task Credentials_are_sent_as_configured()
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes("ann:"));
        foreach (var (auth, header, value) in new (Authentication, string, string)[]
        {
            (new Authentication.Bearer(new Secret("env:T", "t0ken")), "Authorization", "Bearer t0ken"),
            (new Authentication.Basic("ann", new Secret("env:P", "")), "Authorization", $"Basic {basic}"),
            (new Authentication.Header("X-Api-Key", new Secret("env:K", "k")), "X-Api-Key", "k"),
        })
        {
            await using var other = await Bench.StartAsync(c => c with { Auth = auth });
            await other.DeleteAsync();
            other.Side.Requests.Single().Headers[header].ShouldBe(value);
        }
    }
}
