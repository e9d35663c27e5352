namespace Sync.Reconciliation.Tests;

/// <summary>One property changed on both sides, to different values.</summary>
/// <param name="Name">What kind of value it is, and how the edits meet.</param>
/// <param name="Property">The property.</param>
/// <param name="Agreed">What both had.</param>
/// <param name="Crm">What the crm has now.</param>
/// <param name="Shop">What the shop has now.</param>
internal sealed record Example(string Name, Property Property, Value Agreed, Value Crm, Value Shop)
{
    private static readonly Property Tags = Pair.Both("tags") with { Type = PropertyType.Set };

    private static readonly Property Items = Pair.Both("items") with
    {
        Type = PropertyType.Lines,
        Key = "sku",
        Properties = [Pair.Both("sku"), Pair.Both("qty")],
    };

    public static readonly Example[] All =
    [
        new("text and other whole values", Pair.Both("name"), Texts.Value("red"), Texts.Value("green"), Texts.Value("blue")),
        new("number", Pair.Both("stock") with { Type = PropertyType.Integer }, Number(10), Number(7), Number(12)),
        new("set", Tags, Set("a b c"), Set("a b x"), Set("b c y")),
        OfLines("lines: different ones", "A:1 B:2", "A:5 B:2 C:3", "A:1"),
        OfLines("one line, beside others", "A:1 B:2", "A:5 B:2", "A:6 B:3"),
        OfLines("one removed here, changed there", "A:1 B:2", "B:5", "A:6 B:2"),
        OfLines("ordered anew", "A:1 B:2 C:3", "B:2 A:1 C:3", "A:1 C:3 B:2"),
        OfLines("a key twice", "A:1 A:2", "A:5 A:2", "A:1 A:7"),
    ];

    /// <summary>A value as the page shows it.</summary>
    public string Shown(Value value) => value switch
    {
        Value.Set set => string.Join(' ', set.Words),
        Value.Lines lines => string.Join(' ', lines.Items.Select(line => $"{line["sku"]}:{line["qty"]}")),
        _ => value.ToString()!,
    };

    /// <summary>What both sides have in the end, or who decides.</summary>
    public string Decided(ConflictPolicy policy, Side? later, Side preferred)
    {
        var state = Pair.Linked(Record(Agreed), Record(Crm), Record(Shop));
        var times = new PerSide<DateTimeOffset>(Talk.Noon, Talk.Noon);
        times = later is { } side ? times.With(side, Talk.Noon.AddMinutes(1)) : times;
        state = state with { Sides = new PerSide<SideState>(EditedAt(state.Sides.Crm, times.Crm), EditedAt(state.Sides.Shop, times.Shop)) };
        var world = new World(new Talk(state, Pair.Pairing with { Preferred = preferred, Properties = [Property with { Policy = policy }] }));
        world.Settle(new Input.Due { Now = Talk.Noon });
        if (world.Pair.Status == PairStatus.Conflict)
        {
            world.Records.ShouldBe(new PerSide<CanonicalRecord>(Record(Crm), Record(Shop)));
            return "a person";
        }
        world.Pair.Status.ShouldBe(PairStatus.InSync);
        world.Records.Crm.ShouldBe(world.Records.Shop);
        return Shown(world.Records.Crm[Property.Name]!);
    }

    private SideState EditedAt(SideState side, DateTimeOffset time) => side with { EditedAt = side.EditedAt.Add(Property.Name, time) };

    private CanonicalRecord Record(Value value) => CanonicalRecord.Nothing.With(Property.Name, value);

    private static Example OfLines(string name, string agreed, string crm, string shop) => new(name, Items, Lines(agreed), Lines(crm), Lines(shop));

    private static Value.Integer Number(long number) => new(number);

    private static Value.Set Set(string words) => new(words.Split(' '));

    private static Value.Lines Lines(string text) => new([.. text.Split(' ').Select(line => line.Split(':')).Select(parts =>
        CanonicalRecord.Nothing.With("sku", Texts.Value(parts[0])).With("qty", Texts.Value(parts[1])))]);
}
