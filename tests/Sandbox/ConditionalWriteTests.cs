namespace Sync.Sandbox.Tests;

public sealed class ConditionalWriteTests : Playground
{
    [Fact]
    public async Task The_etag_is_the_quoted_version()
    {
        var made = await CreateAsync(Crm, "products", """{"sku":"A"}""");

        var read = await SendAsync(Crm, HttpMethod.Get, $"products/{made["id"]}");

        read.ETag.ShouldBe($"\"{made["version"]}\"");
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("\"{0}\"")]
    [InlineData("\"other\", \"{0}\"")]
    [InlineData("*")]
    public async Task A_write_at_the_present_version_goes_through(string ifMatch)
    {
        var made = await CreateAsync(Crm, "products", """{"sku":"A"}""");

        var answer = await SendAsync(
            Crm, HttpMethod.Patch, $"products/{made["id"]}", """{"name":"new"}""", ifMatch: string.Format(ifMatch, made["version"]));

        answer.Status.ShouldBe(200);
        answer.Json["version"]!.ToString().ShouldNotBe(made["version"]!.ToString());
        answer.ETag.ShouldBe($"\"{answer.Json["version"]}\"");
    }

    [Fact]
    public async Task A_change_at_another_version_is_refused_and_changes_nothing()
    {
        var made = await CreateAsync(Crm, "products", """{"sku":"A"}""");

        var answer = await SendAsync(Crm, HttpMethod.Patch, $"products/{made["id"]}", """{"name":"new"}""", ifMatch: "\"old\"");

        answer.Status.ShouldBe(412);
        answer.Json["version"]!.ToString().ShouldBe(made["version"]!.ToString());
        (await GetAsync(Crm, $"products/{made["id"]}"))["name"].ShouldBeNull();
    }

    [Fact]
    public async Task A_deletion_at_another_version_is_refused()
    {
        var made = await CreateAsync(Crm, "products", """{"sku":"A"}""");

        (await SendAsync(Crm, HttpMethod.Delete, $"products/{made["id"]}", ifMatch: "\"old\"")).Status.ShouldBe(412);
        (await SendAsync(Crm, HttpMethod.Delete, $"products/{made["id"]}", ifMatch: $"\"{made["version"]}\"")).Status.ShouldBe(204);
        (await SendAsync(Crm, HttpMethod.Get, $"products/{made["id"]}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Of_many_writers_at_one_version_exactly_one_wins()
    {
        var made = await CreateAsync(Crm, "products", """{"sku":"A"}""");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => SendAsync(
            Crm, HttpMethod.Patch, $"products/{made["id"]}", $$"""{"stock":{{n + 1}}}""", ifMatch: made["version"]!.ToString())));

        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        answers.Count(answer => answer.Status == 412).ShouldBe(19);
    }

    [Fact]
    public async Task Without_conditional_writes_the_version_is_ignored()
    {
        await PutFaultsAsync(Crm, """{"conditionalWrites":false}""");
        var made = await CreateAsync(Crm, "products", """{"sku":"A"}""");

        (await SendAsync(Crm, HttpMethod.Patch, $"products/{made["id"]}", """{"name":"new"}""", ifMatch: "\"old\"")).Status.ShouldBe(200);
    }
}
