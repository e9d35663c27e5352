namespace Sync.Sandbox.Seed;

/// <summary>Everything invented: what the CRM starts with, what the shop starts with. The same for the same amounts.</summary>
internal sealed record World(IReadOnlyList<SeedRecord> Crm, IReadOnlyList<SeedRecord> Shop)
{
    public static World Empty { get; } = new([], []);

    public static World Invent(SandboxOptions amounts)
    {
        var dice = new Dice(20260101);
        var people = Enumerable.Range(0, amounts.Customers + amounts.Customers / 10).Select(n => Person.Invent(dice, n)).ToArray();
        var goods = Enumerable.Range(0, amounts.Products + amounts.Products / 10).Select(n => Good.Invent(dice, n)).ToArray();

        var crm = new CrmWorld(dice, amounts, people[..amounts.Customers], goods[..amounts.Products]).Invent();
        // The shop knows three of ten CRM customers and two of five CRM products, and a tenth of its own of each.
        var shared = people[..(amounts.Customers * 3 / 10)];
        var shop = new ShopWorld(
            dice,
            [.. shared, .. people[amounts.Customers..]],
            [.. goods[..(amounts.Products * 2 / 5)], .. goods[amounts.Products..]],
            OrdersOf(crm, shared.Length, amounts.Orders / 6),
            ownOrders: amounts.Orders / 6).Invent();
        return new World(crm, shop);
    }

    /// <summary>CRM orders of the first customers, which the shop knows too, each with its customer's place among them.</summary>
    private static IReadOnlyList<(SeedRecord Order, int Customer)> OrdersOf(IReadOnlyList<SeedRecord> crm, int customers, int most)
    {
        var places = crm.Where(record => record.Kind == "customers").Take(customers)
            .Select((record, place) => (record.Id, place)).ToDictionary(pair => pair.Id, pair => pair.place);
        return [.. crm.Where(record => record.Kind == "orders" && places.ContainsKey(CustomerOf(record)))
            .Select(record => (record, places[CustomerOf(record)])).Take(most)];
    }

    private static string CustomerOf(SeedRecord order) => order.Fields["customerId"]?.GetValue<string>() ?? "";
}
