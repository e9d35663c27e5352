using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>The tables of OUTCOMES.md, each cell what the core did when the combination was put to it.</summary>
internal static class Outcomes
{
    private const string Text = "name";
    private static readonly Side?[] Nobody = [null];
    private static readonly string[] Told = ["absent", "unchanged", "changed"];

    public static string Agreed()
    {
        var rows = from crm in Told from shop in Told select Row(crm, shop, crm, shop);
        return Table(
            ["crm", "shop", "both ways", "to the shop only", "to the crm only"],
            [.. rows, Row("changed", "changed alike", "changed", "alike")]);

        static string[] Row(string crm, string shop, string crmNow, string shopNow) =>
            [crm, shop, .. Enum.GetValues<Direction>().Select(direction => AsOneOf(
                from policy in Enum.GetValues<ConflictPolicy>()
                select Moved(Value("old"), OfTold(crmNow, "of crm"), OfTold(shopNow, "of shop"), Pair.Both(Text) with { Direction = direction, Policy = policy })))];
    }

    public static string FirstAgreement()
    {
        string[] told = ["absent", "empty", "a value"];
        var rows = from crm in told from shop in told select Row(crm, shop, crm, shop);
        return Table(
            ["crm", "shop", "both ways", "to the shop only", "to the crm only"],
            [.. rows, Row("a value", "the same", "a value", "alike")]);

        static string[] Row(string crm, string shop, string crmNow, string shopNow) =>
            [crm, shop, .. Enum.GetValues<Direction>().Select(direction => AsOneOf(
                from initial in Nobody.Concat([Crm, Shop])
                select Moved(null, OfTold(crmNow, "of crm"), OfTold(shopNow, "of shop"), Pair.Both(Text) with { Direction = direction, Initial = initial }),
                "the side of `initial`, else the preferred side, to the other"))];
    }

    public static string Conflicting()
    {
        var examples = Example.All;
        string[] Row(string name, Func<Example, string> cell) => [name, .. examples.Select(cell)];
        return Table(["", .. examples.Select(example => example.Name)],
        [
            Row("*agreed*", e => e.Shown(e.Agreed)),
            Row("*crm now*", e => e.Shown(e.Crm)),
            Row("*shop now*", e => e.Shown(e.Shop)),
            .. from policy in Enum.GetValues<ConflictPolicy>()
               from later in policy == ConflictPolicy.Newer ? Nobody.Concat([Crm, Shop]) : Nobody
               from preferred in policy == ConflictPolicy.Newer && later is null ? Sides.Both : [Crm]
               select Row(NameOf(policy, later, preferred), e => e.Decided(policy, later, preferred)),
        ]);
    }

    public static string Deleted()
    {
        var modes = Enum.GetValues<DeleteMode>();
        string[] Row(string other, string againstEdit, Func<DeleteMode, IEnumerable<string>> outcome) =>
            [other, againstEdit, .. modes.Select(mode => AsOneOf(outcome(mode)))];
        return Table(["the other record", "`againstEdit`", .. modes.Select(mode => $"`{Lower(mode)}`")],
        [
            Row("unchanged", "any", mode => from against in Enum.GetValues<AgainstEdit>() select AfterDeletion(mode, against, (_, _) => { })),
            .. from against in Enum.GetValues<AgainstEdit>()
               select Row("changed", $"`{Hyphened(against)}`", mode => [AfterDeletion(mode, against, (world, other) => world.Edit(other, Record("name=Zoe")))]),
            Row("changed, and `create` makes none where it was deleted", "`edit-wins`", mode =>
                [AfterDeletion(mode, AgainstEdit.EditWins, (world, other) => world.Edit(other, Record("name=Zoe")), CreateMode.None)]),
            Row("deleted", "any", mode => from against in Enum.GetValues<AgainstEdit>() select AfterDeletion(mode, against, (world, other) => world.Delete(other))),
        ]);
    }

    public static string Absent()
    {
        string[] Row(string own, Action<World, Side> then) =>
            [own, AsOneOf(Sides.Both.Select(side => AfterAbsence(side, CreateMode.Both, then))), AsOneOf(Sides.Both.Select(side => AfterAbsence(side, CreateMode.None, then)))];
        return Table(["the record", "`create` makes its counterpart", "`create` makes none"],
        [
            Row("unchanged", (_, _) => { }),
            Row("changed", (world, side) => world.Edit(side, Record("name=Zoe"))),
            Row("deleted", (world, side) => world.Delete(side)),
        ]);
    }

    /// <summary>Which way a value went, if any.</summary>
    private static string Moved(Value? agreed, Value? crm, Value? shop, Property property)
    {
        var world = new World(new Talk(Pair.Linked(Only(agreed), Only(crm), Only(shop)), Pair.Pairing with { Properties = [property] }));
        world.Settle(new Input.Due { Now = Talk.Noon });
        world.Pair.State.Conflicts.Count.ShouldBe(world.Pair.Status == PairStatus.Conflict ? 1 : 0);
        return world.Writes.Select(write => $"{write.Side.Other().Name()} → {write.Side.Name()}").SingleOrDefault()
            ?? (world.Pair.Status == PairStatus.Conflict ? "a person" : world.Pair.State.Base.Equals(Only(agreed)) ? "stays" : crm!.Equals(shop) ? "agreed" : "stays");
    }

    /// <summary>What becomes of a pair after one record was deleted and this happened to the other before anyone was told.</summary>
    private static string AfterDeletion(DeleteMode mode, AgainstEdit against, Action<World, Side> then, CreateMode create = CreateMode.Both) =>
        AsOneOf(Sides.Both.Select(gone =>
        {
            var world = new World(Pair.Linked().Under(p => p with { Delete = new PerSide<DeleteMode>(mode, mode), AgainstEdit = against, Create = create }));
            world.Delete(gone);
            then(world, gone.Other());
            world.Deliver(gone);
            world.Deliver(gone.Other());
            return Ended(world);
        }));

    /// <summary>What becomes of a record that has no counterpart.</summary>
    private static string AfterAbsence(Side side, CreateMode create, Action<World, Side> then)
    {
        var world = new World(Pair.Half(side).NotLive().Under(p => p with { Create = create }));
        world.Edit(side, Record("email=a@x name=Ada"));
        world.Deliver(side);
        then(world, side);
        world.Deliver(side);
        world.Pair.Live();
        world.Settle(new Input.Due { Now = Talk.Noon });
        return Ended(world);
    }

    private static string Ended(World world) => (world.Done, world.Pair.Status) switch
    {
        ([Ask.Delete], _) when world.Pair.LastCommit!.Purge => "deleted too",
        ([Ask.Archive], PairStatus.Unlinked) => "archived; unlinked",
        ([Ask.Create], PairStatus.InSync) => "counterpart made from it",
        ([], PairStatus.Unlinked) => world.Records.Crm.Count + world.Records.Shop.Count > 0 ? "left; unlinked" : "unlinked",
        ([], PairStatus.Parked) => "a person",
        ([], PairStatus.Deleted) when !world.Pair.LastCommit!.Purge => "left as it is",
        ([], PairStatus.Waiting) when !world.Pair.LastCommit!.Purge => "waits for one",
        ([], _) when world.Pair.LastCommit!.Purge => "forgotten",
        var (done, status) => throw new InvalidOperationException($"{status} after {string.Join(", ", done)}"),
    };

    /// <summary>One outcome, if what is not named makes no difference.</summary>
    private static string AsOneOf(IEnumerable<string> outcomes, string otherwise = "the policy, below") =>
        outcomes.Distinct().ToArray() is [var one] ? one : otherwise;

    private static Value? OfTold(string told, string own) => told switch
    {
        "absent" => null,
        "empty" => Sync.Value.None,
        "unchanged" => Value("old"),
        "alike" => Value("of crm"),
        _ => Value(own),
    };

    private static CanonicalRecord Only(Value? value) => value is null ? CanonicalRecord.Nothing : CanonicalRecord.Nothing.With(Text, value);

    private static string NameOf(ConflictPolicy policy, Side? later, Side preferred) => (policy, later) switch
    {
        (ConflictPolicy.Newer, { } side) => $"`newer`, {side.Name()} later",
        (ConflictPolicy.Newer, null) => $"`newer`, one time or none, {preferred.Name()} preferred",
        _ => $"`{Lower(policy)}`",
    };

    private static string Lower<T>(T word) where T : struct, Enum => word.ToString().ToLowerInvariant();

    private static string Hyphened(AgainstEdit word) => Lower(word).Replace("wins", "-wins", StringComparison.Ordinal);

    private static string Table(string[] header, string[][] rows) => string.Concat(
        new[] { header, [.. header.Select(_ => "---")] }.Concat(rows).Select(row => $"| {string.Join(" | ", row)} |\n"));
}
