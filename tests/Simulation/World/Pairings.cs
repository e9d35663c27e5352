using System.Collections.Immutable;

namespace Sync.Simulation;

/// <summary>The pairings of the simulation. One object for each rule, so that its mapper is compiled once.</summary>
internal static class Pairings
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Rule, Pairing> Made = new();

    /// <summary>What a shape may ask of a pairing.</summary>
    internal sealed record Rule(ConflictPolicy Policy, bool Keyed = true)
    {
        /// <summary>The property by which counterparts are found, where it is not the one that nobody edits.</summary>
        public string Match { get; init; } = "key";

        public string Name { get; init; } = "thing";

        /// <summary>The shop's word in <c>type</c> for records of this pairing; they share one kind.</summary>
        public string? ShopType { get; init; }

        public CreateMode Create { get; init; } = CreateMode.Both;

        public DeleteMode WhenShopDeletes { get; init; } = DeleteMode.Propagate;

        public AgainstEdit AgainstEdit { get; init; }

        /// <summary>The side of which one record may be in many pairs.</summary>
        public Side? Many { get; init; }

        /// <summary>Deletions in a day.</summary>
        public int Budget { get; init; } = 200;

        public Direction DirectionOfC { get; init; }

        /// <summary>The pairing that the property <c>owner</c> leads to.</summary>
        public string? Owner { get; init; }

        public bool OwnerIsRequired { get; init; }

        public Extra Extras { get; init; }

        public int Revision { get; init; } = 1;

        /// <summary>A property that an earlier revision had, or a later one has.</summary>
        public string? Without { get; init; }

        /// <summary>A property that is there, or is read otherwise, only since this revision.</summary>
        public string? Late { get; init; }

        /// <summary>A property whose white space at the ends means nothing.</summary>
        public string? Trimmed { get; init; }
    }

    /// <summary>Properties that are more than a text.</summary>
    [Flags]
    internal enum Extra
    {
        None = 0,
        Tags = 1,
        Lines = 2,
        Count = 4,
        Amount = 8,
        Moment = 16,
        Price = 32,
    }

    public static Pairing Of(Rule rule) => Made.GetOrAdd(rule, _ => new Pairing
    {
        Name = rule.Name,
        Kinds = new PerSide<string>(rule.Name, rule.ShopType is null ? rule.Name : "order"),
        Create = rule.Create,
        Many = rule.Many,
        Match = rule.Keyed ? [rule.Match] : [],
        Needs = rule is { Owner: { } to, OwnerIsRequired: true } ? [to] : [],
        Where = Shop(rule.ShopType),
        Constants = Shop(rule.ShopType is null ? null : $"\"{rule.ShopType}\""),
        Archive = new(Nothing, Nothing) { Crm = Nothing.Add("archived", "true") },
        Delete = new PerSide<DeleteMode>(DeleteMode.Propagate, rule.WhenShopDeletes),
        AgainstEdit = rule.AgainstEdit,
        DeletionBudget = rule.Budget,
        DeletionWindow = TimeSpan.FromDays(1),
        Policy = rule.Policy,
        Revision = rule.Revision,
        Properties = [.. Properties(rule).Where(p => p.Name != rule.Without).Select(p => Revised(p, rule))],
    });

    private static ImmutableSortedDictionary<string, string> Nothing => ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private static Property Revised(Property property, Rule rule) => property with
    {
        Since = property.Name == rule.Late ? rule.Revision : 1,
        Conversions = property.Name == rule.Trimmed ? new([new Conversion.Trim()], [new Conversion.Trim()]) : property.Conversions,
    };

    private static IEnumerable<Property> Properties(Rule rule)
    {
        foreach (var name in new[] { "key", "a", "b" })
            yield return Plain(name, PropertyType.String);
        if (rule.Owner is null)
            yield return Plain("c", PropertyType.String) with { Direction = rule.DirectionOfC };
        else
            yield return Plain("owner", PropertyType.Reference) with { To = rule.Owner };
        foreach (var extra in Enum.GetValues<Extra>().Where(extra => extra != Extra.None && rule.Extras.HasFlag(extra)))
            yield return Special(extra);
    }

    private static Property Special(Extra extra) => extra switch
    {
        Extra.Tags => Plain("tags", PropertyType.Set),
        Extra.Lines => Plain("lines", PropertyType.Lines) with
        {
            Key = "sku",
            Properties = [Plain("sku", PropertyType.String) with { Required = true }, Plain("qty", PropertyType.Integer), Plain("text", PropertyType.String)],
        },
        Extra.Count => Plain("count", PropertyType.Integer) with { Policy = ConflictPolicy.Sum },
        Extra.Amount => Plain("amount", PropertyType.Decimal) with { Precision = 12, Scale = 4 },
        Extra.Moment => Plain("moment", PropertyType.DateTime),
        Extra.Price => Plain("price", PropertyType.Money) with
        {
            Paths = new(["price", "currency"], ["price", "currency"]),
            Conversions = new([], [new Conversion.MinorUnits(null)]),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(extra)),
    };

    private static Property Plain(string name, PropertyType type) => new()
    {
        Name = name,
        Type = type,
        Paths = new PerSide<ImmutableArray<string>>([name], [name]),
    };

    private static PerSide<ImmutableSortedDictionary<string, string>> Shop(string? type) => new(Nothing, type is null ? Nothing : Nothing.Add("type", type));
}
