namespace Sync.Sandbox.Tests;

public sealed class IdempotencyTests : Playground
{
    private const string Ada = """{"name":"Ada","email":"ada@example.com"}""";

    [Fact]
    public async Task The_same_key_creates_one_record_and_answers_it_again()
    {
        var first = await SendAsync(Crm, HttpMethod.Post, "customers", Ada, key: "k1");
        var again = await SendAsync(Crm, HttpMethod.Post, "customers", Ada, key: "k1");

        again.Status.ShouldBe(201);
        again.Text.ShouldBe(first.Text);
        (first.Replayed, again.Replayed).ShouldBe((false, true));
        IdsOf(await GetAsync(Crm, "customers")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_key_is_remembered_across_a_restart()
    {
        var first = await SendAsync(Crm, HttpMethod.Post, "customers", Ada, key: "k1");
        await RestartAsync();

        var again = await SendAsync(Crm, HttpMethod.Post, "customers", Ada, key: "k1");

        again.Text.ShouldBe(first.Text);
        IdsOf(await GetAsync(Crm, "customers")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_replay_answers_the_present_state_of_what_was_edited_since()
    {
        var first = await SendAsync(Crm, HttpMethod.Post, "customers", Ada, key: "k1");
        await SendAsync(Crm, HttpMethod.Patch, $"customers/{first.Json["id"]}", """{"name":"Augusta"}""");

        var again = await SendAsync(Crm, HttpMethod.Post, "customers", Ada, key: "k1");

        again.Json["id"]!.ToString().ShouldBe(first.Json["id"]!.ToString());
        again.Json["name"]!.ToString().ShouldBe("Augusta");
    }

    [Fact]
    public async Task A_replay_of_what_was_deleted_since_says_so()
    {
        var first = await SendAsync(Crm, HttpMethod.Post, "customers", Ada, key: "k1");
        await SendAsync(Crm, HttpMethod.Delete, $"customers/{first.Json["id"]}");

        var again = await SendAsync(Crm, HttpMethod.Post, "customers", Ada, key: "k1");

        again.Status.ShouldBe(410);
        again.Json["error"]!.ToString().ShouldContain("deleted");
    }

    [Fact]
    public async Task A_replayed_change_does_not_undo_what_came_after_it()
    {
        var made = await CreateAsync(Crm, "customers", Ada);
        var path = $"customers/{made["id"]}";
        await SendAsync(Crm, HttpMethod.Patch, path, """{"name":"One"}""", key: "k1", ifMatch: made["version"]!.ToString());
        await SendAsync(Crm, HttpMethod.Patch, path, """{"name":"Two"}""");

        var again = await SendAsync(Crm, HttpMethod.Patch, path, """{"name":"One"}""", key: "k1", ifMatch: made["version"]!.ToString());

        again.Status.ShouldBe(200);
        again.Json["name"]!.ToString().ShouldBe("Two");
    }

    [Fact]
    public async Task A_replayed_deletion_is_answered_as_the_first_was()
    {
        var made = await CreateAsync(Crm, "customers", Ada);
        var path = $"customers/{made["id"]}";

        (await SendAsync(Crm, HttpMethod.Delete, path, key: "k1")).Status.ShouldBe(204);
        (await SendAsync(Crm, HttpMethod.Delete, path, key: "k1")).Status.ShouldBe(204);
        (await SendAsync(Crm, HttpMethod.Delete, path, key: "k2")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_key_that_was_refused_is_free_again()
    {
        (await SendAsync(Crm, HttpMethod.Post, "customers", """{"email":"no name"}""", key: "k1")).Status.ShouldBe(422);

        (await SendAsync(Crm, HttpMethod.Post, "customers", Ada, key: "k1")).Status.ShouldBe(201);
    }

    [Fact]
    public async Task Without_idempotency_the_same_key_creates_twice()
    {
        await PutFaultsAsync(Crm, """{"idempotency":false,"uniqueEmail":false}""");
        await SendAsync(Crm, HttpMethod.Post, "customers", Ada, key: "k1");
        await SendAsync(Crm, HttpMethod.Post, "customers", Ada, key: "k1");

        IdsOf(await GetAsync(Crm, "customers")).Length.ShouldBe(2);
    }
}
