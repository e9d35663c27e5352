using System.Collections.Immutable;

namespace Sync.Simulation;

/// <summary>The pairings of the simulation. One object for each rule, so that its mapper is compiled once.</summary>
internal static class Pairings
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Rule, Pairing> Made = new();

    /// <summary>What a shape may ask of a pairing.</summary>
    internal sealed record Rule(ConflictPolicy Policy, bool Keyed = true)
    {
        public string Name { get; init; } = "thing";

        /// <summary>The shop's word in <c>type</c> for records of this pairing; they share one kind.</summary>
        public string? ShopType { get; init; }

        public CreateMode Create { get; init; } = CreateMode.Both;

        public DeleteMode WhenShopDeletes { get; init; } = DeleteMode.Propagate;

        public Direction DirectionOfC { get; init; }

        /// <summary>The pairing that the property <c>owner</c> leads to.</summary>
        public string? Owner { get; init; }

        public bool OwnerIsRequired { get; init; }
    }

    public static Pairing Of(Rule rule) => Made.GetOrAdd(rule, _ => new Pairing
    {
        Name = rule.Name,
        Kinds = new PerSide<string>(rule.Name, rule.ShopType is null ? rule.Name : "order"),
        Create = rule.Create,
        Match = rule.Keyed ? ["key"] : [],
        Needs = rule is { Owner: { } to, OwnerIsRequired: true } ? [to] : [],
        Where = Shop(rule.ShopType),
        Constants = Shop(rule.ShopType is null ? null : $"\"{rule.ShopType}\""),
        Delete = new PerSide<DeleteMode>(DeleteMode.Propagate, rule.WhenShopDeletes),
        Policy = rule.Policy,
        Properties = [.. Properties(rule)],
    });

    private static IEnumerable<Property> Properties(Rule rule)
    {
        foreach (var name in new[] { "key", "a", "b" })
            yield return Text(name);
        if (rule.Owner is null)
            yield return Text("c") with { Direction = rule.DirectionOfC };
        else
            yield return Text("owner") with { Type = PropertyType.Reference, To = rule.Owner };
    }

    private static Property Text(string name) => new()
    {
        Name = name,
        Type = PropertyType.String,
        Paths = new PerSide<ImmutableArray<string>>([name], [name]),
    };

    private static PerSide<ImmutableSortedDictionary<string, string>> Shop(string? type)
    {
        var none = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        return new(none, type is null ? none : none.Add("type", type));
    }
}
