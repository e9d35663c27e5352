using System.Globalization;

namespace Sync.Simulation;

/// <summary>What people do on the two sides. They know nothing of the engine but what it shows them.</summary>
internal sealed class People(World world, Shape shape)
{
    private readonly Random random = world.Random;
    private int lastValue;
    private int lastKey;

    /// <summary>Makes a record on one side, or the same on both where a key tells that they are one.</summary>
    public void Create()
    {
        var pairing = Pick(world.Pairings);
        var first = random.Next(2) == 0 ? Side.Crm : Side.Shop;
        if (!pairing.CreatesOn(first.Other()))
            first = first.Other();
        var key = $"k{++lastKey}";
        Create(pairing, first, key);
        if (shape.MakesOnBoth && !pairing.Match.IsEmpty && random.Next(2) == 0)
            Create(pairing, first.Other(), key);
    }

    /// <summary>Edits, deletes or brings back some record.</summary>
    public void Act()
    {
        var kind = Pick([.. world.Kinds]);
        var records = kind.Alive.ToList();
        var deleted = kind.Records.Values.Where(r => r.IsDeleted && kind.Alive.All(other => other.Key != r.Key)).ToList();
        if (shape.Restores && deleted.Count > 0 && random.Next(3) == 0)
            kind.PersonRestores(Pick(deleted));
        else if (records.Count == 0)
            return;
        else if (shape.Deletes && random.Next(shape.DeletesOneIn) == 0)
            kind.PersonDeletes(Pick(records));
        else
            Edit(kind, Pick(records));
    }

    private void Edit(SimulatedKind kind, SimulatedRecord record)
    {
        var properties = world.PairingOf(kind, record).Properties.Where(p => p.Name != "key").ToList();
        var property = Pick(properties).Name;
        if (world.ReferredTo(kind, property) is { } target)
            kind.PersonEdits(record, property, Pick([.. target.Alive]).Id);
        else if (shape.Reverts && random.Next(3) == 0)
            kind.PersonEdits(record, property, Pick([.. record.History.Where(e => e.Property == property)]).Value);
        else
            kind.PersonEdits(record, property, NewValue());
    }

    private void Create(Pairing pairing, Side side, string key)
    {
        var kind = world.KindOf(pairing, side);
        if (kind.Alive.Any(r => r.Key == key))
            return;
        var values = new List<(string, string?)>();
        foreach (var property in pairing.Properties.Where(p => p.Name != "key"))
            values.Add((property.Name, property.To is null ? random.Next(5) == 0 ? null : NewValue() : Owner(kind, property.Name)));
        kind.PersonCreates(key, pairing.Where[side].GetValueOrDefault("type"), values);
    }

    /// <summary>Some record to refer to, often one made a moment before.</summary>
    private string? Owner(SimulatedKind kind, string property)
    {
        var target = world.ReferredTo(kind, property)!;
        if (!target.Alive.Any() || random.Next(2) == 0)
            Create(world.Pairings.Single(p => world.KindOf(p, kind.Side.Side) == target), kind.Side.Side, $"k{++lastKey}");
        return Pick([.. target.Alive]).Id;
    }

    private string NewValue() => "v" + (++lastValue).ToString(CultureInfo.InvariantCulture) + (random.Next(4) == 0 ? " " : "");

    private T Pick<T>(IReadOnlyList<T> some) => some[random.Next(some.Count)];
}
