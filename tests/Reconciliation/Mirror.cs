namespace Sync.Reconciliation.Tests;

/// <summary>The same pair and the same rule with the two sides' parts exchanged.</summary>
internal static class Mirror
{
    public static Talk Of(Talk pair) => new(
        pair.State with
        {
            Sides = new PerSide<SideState>(pair.State.Sides.Shop, pair.State.Sides.Crm),
            Conflicts = pair.State.Conflicts.SetItems(pair.State.Conflicts.Select(
                c => KeyValuePair.Create(c.Key, c.Value with { Crm = c.Value.Shop, Shop = c.Value.Crm }))),
        },
        Of(pair.Terms.Pairing));

    private static Pairing Of(Pairing pairing) => pairing with
    {
        Policy = Of(pairing.Policy),
        Preferred = pairing.Preferred.Other(),
        Properties =
        [
            .. pairing.Properties.Select(property => property with
            {
                Policy = property.Policy is { } policy ? Of(policy) : null,
                Initial = property.Initial?.Other(),
                Direction = property.Direction switch
                {
                    Direction.ToShop => Direction.ToCrm,
                    Direction.ToCrm => Direction.ToShop,
                    _ => property.Direction,
                },
            }),
        ],
    };

    private static ConflictPolicy Of(ConflictPolicy policy) => policy switch
    {
        ConflictPolicy.Crm => ConflictPolicy.Shop,
        ConflictPolicy.Shop => ConflictPolicy.Crm,
        _ => policy,
    };
}
