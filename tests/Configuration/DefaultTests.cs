namespace Sync.Configuration.Tests;

/// <summary>The embedded default: the sandbox of this machine, with every property its sides have in common.</summary>
public sealed class DefaultTests
{
    private static readonly SyncConfiguration Default = ConfigurationLoader.LoadDefault(_ => null).Configuration();

    [Fact]
    public void It_speaks_to_the_sandbox()
    {
        Default.Sides.Crm.Address.ShouldBe(new Uri("http://127.0.0.1:7101/"));
        Default.Sides.Shop.Address.ShouldBe(new Uri("http://127.0.0.1:7102/"));
        Default.Sides.Crm.Kinds.Keys.ShouldBe(["customer", "order", "product", "quote", "user"]);
        Default.Sides.Shop.Kinds.Keys.ShouldBe(["customer", "order", "product"]);
        Sides.Both.ShouldAllBe(side => Default.Sides[side].Webhooks == null);
    }

    [Fact]
    public void What_it_spells_out_for_the_crm_is_what_the_shop_is_left_to()
    {
        var (crm, shop) = Default.Sides;

        (crm.Record, crm.Protocol, crm.Capabilities, crm.Limits).ShouldBe((shop.Record, shop.Protocol, shop.Capabilities, shop.Limits));
        (shop.Record, shop.Protocol, shop.Capabilities, shop.Limits)
            .ShouldBe((new RecordFields(), new Protocol(), new ConnectorCapabilities(), new SideLimits()));
    }

    [Fact]
    public void The_customer_has_every_property_of_both_shapes()
    {
        var paths = Default.Pairing("customer").Properties.Select(p => $"{Join(p.Paths.Crm)} = {Join(p.Paths.Shop)} : {p.Type}");

        paths.ShouldBe([
            "email = email : String", "name = first_name+last_name : String", "phone = telephone : String", "company = company : String",
            "vatNumber = tax_id : String", "address.street = address.line1 : String", "address.postalCode = address.zip : String",
            "address.city = address.city : String", "address.country = address.country_code : String", "segment = group : Enum",
            "birthday = date_of_birth : Date", "creditLimit = credit_limit_cents : Decimal", "notes = note : String",
        ]);
    }

    [Fact]
    public void The_product_has_every_property_of_both_shapes()
    {
        var paths = Default.Pairing("product").Properties.Select(p => $"{Join(p.Paths.Crm)} = {Join(p.Paths.Shop)} : {p.Type}");

        paths.ShouldBe([
            "sku = sku : String", "name = title : String", "description = body : String", "price+currency = price_cents+currency : Money",
            "stock = inventory : Integer", "active = published : Boolean", "tags = tags : Set",
        ]);
    }

    private static string Join(IEnumerable<string> paths) => string.Join('+', paths);
}
