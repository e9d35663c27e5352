using System.Globalization;
using System.Text.Json.Nodes;

namespace Sync.Simulation;

/// <summary>What people write into properties: never the same twice, and never two things that a side's form makes alike.</summary>
internal sealed class Values(Random random)
{
    private int last;

    public string Text() => "v" + Next().ToString(CultureInfo.InvariantCulture) + (random.Next(4) == 0 ? " " : "");

    /// <summary>The first value of a property, sometimes none.</summary>
    public void Put(Property property, Side side, JsonObject fields)
    {
        if (property.Type is not (PropertyType.Set or PropertyType.Lines or PropertyType.Integer) && random.Next(5) == 0)
            fields[property.Name] = null;
        else
            foreach (var (field, value) in Edited(property, side, fields))
                fields[field] = value?.DeepClone();
    }

    /// <summary>The fields to set for an edit of a property.</summary>
    public JsonObject Edited(Property property, Side side, JsonObject fields) => property.Type switch
    {
        PropertyType.String => new JsonObject { [property.Name] = Text() },
        PropertyType.Decimal => new JsonObject { [property.Name] = Next() + (random.Next(1, 9_900) / 10_000m) },
        PropertyType.DateTime => new JsonObject { [property.Name] = Forms.Text(Day(Next())) },
        PropertyType.Integer => new JsonObject { [property.Name] = ((int?)fields[property.Name] ?? 0) + random.Next(1, 10) * (random.Next(3) == 0 ? -1 : 1) },
        PropertyType.Money => Price(property.Name, side),
        PropertyType.Set => new JsonObject { [property.Name] = Words(Parts.Words(fields[property.Name])) },
        PropertyType.Lines => new JsonObject { [property.Name] = Lines(fields[property.Name] as JsonArray ?? []) },
        _ => throw new NotSupportedException($"{property.Type}"),
    };

    private JsonObject Price(string name, Side side)
    {
        var currency = random.Next(3) == 0 ? "JPY" : "EUR";
        var amount = Parts.Digits(currency) == 0 ? Next() : Next() + (random.Next(100) / 100m);
        return new JsonObject { [name] = side == Side.Crm || Parts.Digits(currency) == 0 ? amount : decimal.Truncate(amount * 100), ["currency"] = currency };
    }

    /// <summary>Some day's working hours, which no shift by an hour takes to another day.</summary>
    private DateTimeOffset Day(int number) => new DateTimeOffset(2026, 1, 1, 8, 0, 0, TimeSpan.Zero).AddDays(number).AddMilliseconds(random.Next(28_000_000));

    private JsonArray Words(IReadOnlyList<string> words)
    {
        var next = words.ToList();
        if (next.Count > 0 && random.Next(2) == 0)
            next.RemoveAt(random.Next(next.Count));
        else
            next.Insert(random.Next(next.Count + 1), $"w{Next()}");
        return [.. next.Select(w => JsonValue.Create(w))];
    }

    private JsonArray Lines(JsonArray lines)
    {
        var next = lines.Select(line => line!.DeepClone().AsObject()).ToList();
        var dice = random.Next(6);
        if (next.Count == 0 || dice == 0)
            next.Insert(random.Next(next.Count + 1), new JsonObject { ["sku"] = $"s{Next()}", ["qty"] = Next(), ["text"] = Text() });
        else if (dice == 1)
            next.RemoveAt(random.Next(next.Count));
        else if (dice == 2 && next.Count > 1)
            (next[0], next[^1]) = (next[^1], next[0]);
        else
            EditLine(next[random.Next(next.Count)]);
        return [.. next];
    }

    private void EditLine(JsonObject line)
    {
        if (random.Next(2) == 0)
            line["qty"] = Next();
        else
            line["text"] = Text();
    }

    private int Next() => ++last;
}
