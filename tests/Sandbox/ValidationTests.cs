namespace Sync.Sandbox.Tests;

public sealed class ValidationTests : Playground
{
    [Theory]
    [InlineData("customers", """{"email":"a@example.com"}""", "name")]
    [InlineData("customers", """{"name":" "}""", "name")]
    [InlineData("customers", """{"name":7}""", "name")]
    [InlineData("customers", """{"name":"A","email":"not an address"}""", "email")]
    [InlineData("customers", """{"name":"A","segment":"customer"}""", "segment")]
    [InlineData("customers", """{"name":"A","segment":null}""", "segment")]
    [InlineData("customers", """{"name":"A","birthday":"2025-02-29"}""", "birthday")]
    [InlineData("customers", """{"name":"A","creditLimit":-0.01}""", "creditLimit")]
    [InlineData("customers", """{"name":"A","creditLimit":"12"}""", "creditLimit")]
    [InlineData("customers", """{"name":"A","address":{"country":"XX"}}""", "address.country")]
    [InlineData("customers", """{"name":"A","address":{"town":"Gent"}}""", "address.town")]
    [InlineData("customers", """{"name":"A","address":"Gent"}""", "address")]
    [InlineData("customers", """{"name":"A","emial":"a@example.com"}""", "emial")]
    [InlineData("customers", """{"name":"A","version":"1"}""", "version")]
    [InlineData("products", """{"sku":"A","stock":1.5}""", "stock")]
    [InlineData("products", """{"sku":"A","currency":"eur"}""", "currency")]
    [InlineData("products", """{"sku":"A","active":"yes"}""", "active")]
    [InlineData("products", """{"sku":"A","tags":["x",1]}""", "tags[1]")]
    [InlineData("orders", """{"number":"1","customerId":"cus_none"}""", "customerId")]
    [InlineData("quotes", """{"number":"1","ownerId":"usr_none"}""", "ownerId")]
    [InlineData("orders", """{"number":"1","orderedAt":"2026-01-31"}""", "orderedAt")]
    [InlineData("orders", """{"number":"1","lines":[{"sku":"A","quantity":1},{"sku":"B","quantity":-1}]}""", "lines[1].quantity")]
    public async Task A_bad_field_is_named(string kind, string json, string field)
    {
        var answer = await SendAsync(Crm, HttpMethod.Post, kind, json);

        answer.Status.ShouldBe(422, answer.Text);
        answer.Json["field"]!.ToString().ShouldBe(field);
        answer.Json["error"]!.ToString().ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("""{"type":"order","state":"accepted"}""", "state")]
    [InlineData("""{"type":"invoice"}""", "type")]
    [InlineData("""{"customer_id":"1001"}""", "customer_id")]
    [InlineData("""{"customer_id":1}""", "customer_id")]
    [InlineData("""{"total_cents":1.5}""", "total_cents")]
    public async Task The_shop_names_bad_fields_of_orders(string json, string field)
    {
        var answer = await SendAsync(Shop, HttpMethod.Post, "orders", json);

        answer.Status.ShouldBe(422, answer.Text);
        answer.Json["field"]!.ToString().ShouldBe(field);
    }

    [Theory]
    [InlineData("order", "pending")]
    [InlineData("quote", "draft")]
    [InlineData("account", "active")]
    public async Task A_shop_order_begins_in_the_first_state_of_its_type(string type, string state) =>
        (await CreateAsync(Shop, "orders", $$"""{"type":"{{type}}"}"""))["state"]!.ToString().ShouldBe(state);

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{"name":"A","name":"B"}""")]
    public async Task A_body_that_is_no_json_object_is_refused(string body) =>
        (await SendAsync(Crm, HttpMethod.Post, "customers", body)).Status.ShouldBe(400);

    [Fact]
    public async Task A_bad_patch_changes_nothing()
    {
        var made = await CreateAsync(Crm, "customers", """{"name":"Ada"}""");

        (await SendAsync(Crm, HttpMethod.Patch, $"customers/{made["id"]}", """{"name":"B","email":"x"}""")).Status.ShouldBe(422);

        (await GetAsync(Crm, $"customers/{made["id"]}")).ToJsonString().ShouldBe(made.ToJsonString());
    }

    [Fact]
    public async Task Two_lines_may_share_a_sku() =>
        (await CreateAsync(Crm, "orders", """{"number":"1","lines":[{"sku":"A","quantity":1},{"sku":"A","quantity":2}]}"""))["lines"]!
            .AsArray().Count.ShouldBe(2);

    [Fact]
    public async Task An_email_belongs_to_one_customer_in_any_case()
    {
        var ada = await CreateAsync(Shop, "customers", """{"email":"ada@example.com"}""");
        var bea = await CreateAsync(Shop, "customers", """{"email":"bea@example.com"}""");

        var created = await SendAsync(Shop, HttpMethod.Post, "customers", """{"email":"ADA@example.com"}""");
        var changed = await SendAsync(Shop, HttpMethod.Patch, $"customers/{bea["id"]}", """{"email":"Ada@Example.com"}""");

        (created.Status, changed.Status).ShouldBe((409, 409));
        created.Json["field"]!.ToString().ShouldBe("email");
        created.Json["id"]!.GetValue<int>().ShouldBe(ada["id"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_sku_is_free_again_once_its_product_is_deleted()
    {
        var made = await CreateAsync(Crm, "products", """{"sku":"A"}""");
        (await SendAsync(Crm, HttpMethod.Post, "products", """{"sku":"A"}""")).Status.ShouldBe(409);
        await SendAsync(Crm, HttpMethod.Delete, $"products/{made["id"]}");

        (await SendAsync(Crm, HttpMethod.Post, "products", """{"sku":"A"}""")).Status.ShouldBe(201);
    }

    [Fact]
    public async Task Uniqueness_can_be_switched_off()
    {
        await PutFaultsAsync(Crm, """{"uniqueSku":false}""");
        await CreateAsync(Crm, "products", """{"sku":"A"}""");

        (await SendAsync(Crm, HttpMethod.Post, "products", """{"sku":"A"}""")).Status.ShouldBe(201);
    }
}
