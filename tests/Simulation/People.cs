using System.Globalization;
using System.Text.Json.Nodes;

namespace Sync.Simulation;

/// <summary>What people do on the two sides. They know nothing of the engine but what it shows them.</summary>
internal sealed class People(World world, Shape shape)
{
    private readonly Random random = world.Random;
    private readonly Values values = new(world.Random);
    private int lastKey;

    /// <summary>Makes a record on one side, or the same on both where a key tells that they are one.</summary>
    public void Create()
    {
        var pairing = Pick(world.Pairings);
        if (pairing.Many is { } many)
        {
            CreateOfMany(pairing, many);
            return;
        }
        var first = random.Next(2) == 0 ? Side.Crm : Side.Shop;
        if (!pairing.CreatesOn(first.Other()))
            first = first.Other();
        var isTwin = shape.MakesTwins && random.Next(3) == 0 && world.KindOf(pairing, first).Alive.Any();
        var key = isTwin ? Pick([.. world.KindOf(pairing, first).Alive]).Key : NewKey();
        Create(pairing, first, key);
        if (pairing.Create == CreateMode.None || (shape.MakesOnBoth && !pairing.Match.IsEmpty && random.Next(2) == 0))
            Create(pairing, first.Other(), key);
    }

    /// <summary>One more that shares a record, the record that some wait for, or one or the other that is the first of its key.</summary>
    private void CreateOfMany(Pairing pairing, Side many)
    {
        var shared = world.KindOf(pairing, many).Alive.Select(r => r.Key).ToList();
        var lonely = world.KindOf(pairing, many.Other()).Alive.Select(r => r.Key).Except(shared).ToList();
        if (lonely.Count > 0 && random.Next(2) == 0)
            Create(pairing, many, Pick(lonely));
        else if (shared.Count > 0 && random.Next(4) > 0)
            Create(pairing, many.Other(), Pick(shared));
        else
            Create(pairing, (Side)random.Next(2), NewKey());
    }

    /// <summary>Edits, deletes or brings back some record.</summary>
    public void Act()
    {
        if (shape.Merges && random.Next(5) == 0)
        {
            Merge(Pick([.. world.Kinds.Where(referred => world.PropertiesOf(referred).All(p => p.To is null))]));
            return;
        }
        // Who has not heard of a merge goes on with what is left of it.
        if (shape.Merges && random.Next(4) == 0 && world.Kinds.SelectMany(of => of.Alive.Where(r => world.Merged.ContainsKey(r.Key)).Select(r => (Kind: of, Record: r))).ToList() is { Count: > 0 } left)
        {
            var (of, record) = Pick(left);
            Edit(of, record);
            return;
        }
        var kind = Pick([.. world.Kinds]);
        var records = kind.Alive.Where(r => !r.IsMisunderstood).ToList();
        var deleted = kind.Records.Values.Where(r => r.IsDeleted && kind.Alive.All(other => other.Key != r.Key)).ToList();
        if (shape.Restores && deleted.Count > 0 && random.Next(3) == 0)
            kind.PersonRestores(Pick(deleted));
        else if (records.Count == 0)
            return;
        else if (shape.Deletes && random.Next(shape.DeletesOneIn) == 0)
            Delete(kind, Pick(records));
        else if (shape.Moves && kind.Side.Side == Side.Shop && random.Next(3) == 0)
            Move(kind, Pick(records));
        else if (shape.MakesTwins && random.Next(4) == 0)
            kind.PersonEdits(Pick(records), new JsonObject { ["key"] = NewKey() });
        else
            Edit(kind, Pick(records));
    }

    /// <summary>Where only people can say what a create made, they leave its source until they have.</summary>
    private void Delete(SimulatedKind kind, SimulatedRecord record)
    {
        if (!shape.IsLenient || world.Disk.HolderOf(kind.Side.Side, record.Id) is not { IsHalf: true, OpenCreate: not null })
            kind.PersonDeletes(record);
    }

    /// <summary>In the end nothing refers to what is gone: nobody else could say to what instead.</summary>
    public void Mend()
    {
        foreach (var (kind, property) in world.Kinds.SelectMany(kind => world.PropertiesOf(kind).Where(p => p.To is not null).Select(p => (kind, p.Name))).ToList())
        {
            var target = world.ReferredTo(kind, property)!;
            foreach (var record in kind.Alive.Where(r => (string?)r.Fields[property] is { } id && target.Records[id].IsDeleted).ToList())
                kind.PersonEdits(record, new JsonObject { [property] = Owner(kind, property) });
        }
    }

    /// <summary>Into the pairing's <c>where</c>, or out of it.</summary>
    private static void Move(SimulatedKind kind, SimulatedRecord record) =>
        kind.PersonEdits(record, new JsonObject { ["type"] = (string?)record.Fields["type"] == "thing" ? "another" : "thing" });

    /// <summary>Two records become one on their side, and what refers to the one that goes moves; or people only know that they are one.</summary>
    private void Merge(SimulatedKind kind)
    {
        var apart = kind.Alive.Where(r => !world.Merged.ContainsKey(r.Key) && !r.IsMisunderstood).ToList();
        if (apart.Count < 2)
            return;
        var (goes, stays) = (Take(apart), Pick(apart));
        if (world.ReferencesTo(kind.Side.Side, goes.Id).Any(reference => reference.Record.IsMisunderstood))
            return;
        world.Merged[goes.Key] = stays.Key;
        if (random.Next(3) == 0)
            return;
        world.MoveReferences(kind.Side.Side, goes.Id, stays.Id);
        kind.PersonDeletes(goes);
    }

    private void Edit(SimulatedKind kind, SimulatedRecord record)
    {
        var pairing = world.PairingOf(kind, record);
        // Whoever renames what a create of unknown outcome made, before anybody found it, makes it a record of its own: nothing can tell.
        var isUnknown = record.CreatedByEngine && world.Disk.HolderOf(kind.Side.Side, record.Id) is not { IsHalf: false };
        var properties = pairing.Properties
            .Where(p => p.Name != "key" && !(isUnknown && pairing.Match.Contains(p.Name)) && (world.ReferredTo(kind, p.Name) is not { } target || target.Alive.Any())).ToList();
        var special = properties.Where(p => p.Type is not (PropertyType.String or PropertyType.Reference)).ToList();
        var property = special.Count > 0 && random.Next(4) > 0 ? Pick(special) : Pick(properties);
        if (world.ReferredTo(kind, property.Name) is { } referred)
            kind.PersonEdits(record, new JsonObject { [property.Name] = Pick([.. referred.Alive]).Id });
        else if (shape.Reverts && property.Type == PropertyType.String && random.Next(3) == 0)
            kind.PersonEdits(record, new JsonObject { [property.Name] = Pick([.. record.History.Where(e => e.Property == property.Name)]).Value });
        else if (shape.Refuses && property.Type == PropertyType.String && random.Next(5) == 0)
            kind.PersonEdits(record, new JsonObject { [property.Name] = values.Text() + SimulatedKind.Refused });
        else
            kind.PersonEdits(record, values.Edited(property, kind.Side.Side, record.Fields));
    }

    private void Create(Pairing pairing, Side side, string key)
    {
        var kind = world.KindOf(pairing, side);
        if (world.IsUniqueIn(kind) && kind.Alive.Any(r => r.Key == key))
            return;
        var fields = new JsonObject { ["key"] = key };
        if (pairing.Where[side].GetValueOrDefault("type") is { } type)
            fields["type"] = shape.Moves && random.Next(4) == 0 ? "another" : type;
        foreach (var property in world.PropertiesOf(kind).Where(p => p.Name != "key" && (p.To is null || pairing.Properties.Any(own => own.Name == p.Name))))
        {
            if (property.To is not null)
                fields[property.Name] = Owner(kind, property.Name);
            else
                values.Put(property, side, fields);
        }
        if (fields["type"] is JsonValue given && (string?)given != pairing.Where[side].GetValueOrDefault("type"))
            kind.PersonCreates(fields).Types.Add(pairing.Where[side]["type"]);
        else
            kind.PersonCreates(fields);
    }

    /// <summary>Some record to refer to, often one made a moment before.</summary>
    private string? Owner(SimulatedKind kind, string property)
    {
        var target = world.ReferredTo(kind, property)!;
        if (!target.Alive.Any() || random.Next(2) == 0)
            Create(world.Pairings.Single(p => world.KindOf(p, kind.Side.Side) == target), kind.Side.Side, NewKey());
        return Pick([.. target.Alive]).Id;
    }

    private string NewKey() => "k" + (++lastKey).ToString(CultureInfo.InvariantCulture);

    private T Take<T>(List<T> some)
    {
        var one = Pick(some);
        some.Remove(one);
        return one;
    }

    private T Pick<T>(IReadOnlyList<T> some) => some[random.Next(some.Count)];
}
