using System.Collections.Immutable;

namespace Sync.Reconciliation;

/// <summary>What one side held when base was agreed, and what it holds now.</summary>
internal readonly record struct Edit(Value Base, Value Now);

/// <summary>What two edits of one value make together. Closed.</summary>
internal abstract record Combined
{
    private Combined()
    {
    }

    /// <summary>Both edits are in it; where they contradicted, the winner's.</summary>
    public sealed record Both(Value Value) : Combined
    {
        /// <summary>For people: what lost where they contradicted.</summary>
        public ImmutableArray<string> Overruled { get; init; } = [];
    }

    /// <summary>They contradict, and nobody was to win.</summary>
    public sealed record Contradiction : Combined;

    /// <summary>A value that is not made of parts: one edit stands, or the other.</summary>
    public sealed record Indivisible : Combined;
}

/// <summary>
/// Three-way merge inside a value: sets word by word, lines line by line and property by property, counters by difference. The result is
/// one side's value with the other's edits laid over it, so that it keeps the forms of the side it is written to.
/// </summary>
internal static class Combining
{
    /// <param name="property">Of which two edits are combined.</param>
    /// <param name="from">The edit that is laid over.</param>
    /// <param name="onto">The edit it is laid over.</param>
    /// <param name="fromWins">Who wins where they contradict; <see langword="null"/>: nobody.</param>
    public static Combined Of(Property property, Edit from, Edit onto, bool? fromWins) => (from.Now, onto.Now) switch
    {
        (Value.Set, Value.Set) when Words(from.Base) is { } fromBase => new Combined.Both(Sets(fromBase, from.Now, onto.Now)),
        (Value.Lines theirs, Value.Lines ours) when property.Key is not null => Lines(
            property, Keyed(property, from.Base), Keyed(property, theirs), Keyed(property, onto.Base), Keyed(property, ours), fromWins),
        (Value.Integer or Value.Decimal, Value.Integer or Value.Decimal) when property.Policy == ConflictPolicy.Sum => Sum(from, onto.Now),
        _ => new Combined.Indivisible(),
    };

    /// <summary>A counter: what one side counted since base is added to what the other has.</summary>
    private static Combined Sum(Edit from, Value onto)
    {
        try
        {
            return (from.Base, from.Now, onto) switch
            {
                (Value.Integer was, Value.Integer now, Value.Integer own) => new Combined.Both(new Value.Integer(checked(own.Number + (now.Number - was.Number)))),
                (Value.Decimal was, Value.Decimal now, Value.Decimal own) => new Combined.Both(new Value.Decimal(own.Number + (now.Number - was.Number))),
                _ => new Combined.Indivisible(),
            };
        }
        catch (OverflowException)
        {
            return new Combined.Indivisible();
        }
    }

    /// <summary>A word is there or not, so two edits of one word are the same edit.</summary>
    private static Value.Set Sets(ImmutableArray<string> before, Value from, Value onto)
    {
        var (now, own) = (((Value.Set)from).Words, ((Value.Set)onto).Words);
        return new Value.Set(own.Except(before.Except(now)).Concat(now.Except(before)));
    }

    /// <summary>
    /// What was agreed, after a write of unknown outcome, by what is found: parts that are as they were sent were written, for nobody
    /// else knew of them; others stand as before. <see langword="null"/>: the value has no parts.
    /// </summary>
    /// <param name="property">Of which a value was sent.</param>
    /// <param name="before">What was agreed before it was sent.</param>
    /// <param name="sent">What was sent.</param>
    /// <param name="becomes">What is agreed once all that was sent is stored: the same, or of a combined value the other side's part in it.</param>
    /// <param name="found">What the record holds now.</param>
    public static Value? Agreed(Property property, Value before, Value sent, Value becomes, Value found)
    {
        if (Words(before) is { } had && sent is Value.Set { Words: var put } && found is Value.Set { Words: var has } && Words(becomes) is { } told)
            return new Value.Set(told.Where(IsWritten).Concat(had.Where(word => !IsWritten(word))));
        if (property.Key is null || sent is not Value.Lines || found is not Value.Lines || Keyed(property, before) is not { } old
            || Keyed(property, sent) is not { } ours || Keyed(property, becomes) is not { } next || Keyed(property, found) is not { } theirs)
            return null;
        var order = KeyedLines.HaveSameOrder(ours, theirs) ? KeyedLines.Interleave(next.Keys, old.Keys) : KeyedLines.Interleave(old.Keys, next.Keys);
        return new Value.Lines([.. order.Select(key => AgreedLine(property, old[key], ours[key], next[key], theirs[key])).OfType<CanonicalRecord>()]);

        bool IsWritten(string word) => put.Contains(word) == has.Contains(word);
    }

    /// <summary>Whether two forms of one value are made of the same parts, so that an edit of the one can be laid over the other.</summary>
    public static bool HaveSameParts(Property property, Value one, Value other) => (one, other) switch
    {
        (Value.Integer or Value.Decimal, Value.Integer or Value.Decimal) => property.Policy == ConflictPolicy.Sum,
        (Value.Lines, Value.Lines) when property.Key is not null =>
            Keyed(property, one) is { } left && Keyed(property, other) is { } right && left.Keys.SequenceEqual(right.Keys),
        _ => false,
    };

    private static CanonicalRecord? AgreedLine(
        Property property, CanonicalRecord? before, CanonicalRecord? sent, CanonicalRecord? becomes, CanonicalRecord? found) => (sent, found) switch
    {
        (null, null) => becomes,
        ({ }, { }) when before is null => becomes,
        ({ } ours, { } theirs) => property.Properties.Where(inner => theirs[inner.Name] is { } now && IsUnchanged(inner, ours, now))
            .Aggregate(before, (line, inner) => becomes?[inner.Name] is { } agreed ? line.With(inner.Name, agreed) : line),
        _ => before,
    };

    private static ImmutableArray<string>? Words(Value agreed) => agreed switch
    {
        Value.Set set => set.Words,
        Value.Empty => [],
        _ => null,
    };

    private static Combined Lines(
        Property property, KeyedLines? fromBase, KeyedLines? from, KeyedLines? ontoBase, KeyedLines? onto, bool? fromWins)
    {
        if (fromBase is null || from is null || ontoBase is null || onto is null)
            return new Combined.Indivisible();
        var merged = new Dictionary<string, CanonicalRecord>(StringComparer.Ordinal);
        var overruled = ImmutableArray.CreateBuilder<string>();
        foreach (var key in onto.Keys.Concat(from.Keys).Distinct())
        {
            var (line, isContradicted) = Line(property, (fromBase[key], from[key]), (ontoBase[key], onto[key]), fromWins);
            if (isContradicted && fromWins is null)
                return new Combined.Contradiction();
            if (isContradicted)
                overruled.Add($"line {key}, {Shown(fromWins == true ? onto[key] : from[key])}, gives way to {Shown(fromWins == true ? from[key] : onto[key])}");
            if (line is not null)
                merged[key] = line;
        }
        var isFromReordered = !KeyedLines.HaveSameOrder(fromBase, from);
        var isOntoReordered = !KeyedLines.HaveSameOrder(ontoBase, onto);
        if (isFromReordered && isOntoReordered && !KeyedLines.HaveSameOrder(from, onto))
        {
            if (fromWins is null)
                return new Combined.Contradiction();
            overruled.Add($"the order {string.Join(" ", (fromWins == true ? onto : from).Keys)} gives way to {string.Join(" ", (fromWins == true ? from : onto).Keys)}");
        }
        var leads = isFromReordered && (!isOntoReordered || fromWins == true) ? from : onto;
        var order = KeyedLines.Interleave(leads.Keys, (leads == from ? onto : from).Keys).Where(merged.ContainsKey);
        return new Combined.Both(new Value.Lines([.. order.Select(key => merged[key])])) { Overruled = overruled.ToImmutable() };
    }

    private static string Shown(CanonicalRecord? line) => line is null ? "removed" : new Value.Lines([line]).ToString();

    /// <summary>One line: added, removed or edited on either side; <see langword="null"/>: it goes.</summary>
    private static (CanonicalRecord? Line, bool IsContradicted) Line(
        Property property, (CanonicalRecord? Base, CanonicalRecord? Now) from, (CanonicalRecord? Base, CanonicalRecord? Now) onto, bool? fromWins)
    {
        if (AreEqual(property, from.Base, from.Now) || AreEqual(property, from.Now, onto.Now))
            return (onto.Now, false);
        if (from.Now is null || onto.Now is null)
            return AreEqual(property, onto.Base, onto.Now) ? (from.Now, false) : (fromWins == true ? from.Now : onto.Now, true);
        var (line, isAnyContradicted) = (onto.Now, false);
        foreach (var inner in property.Properties)
        {
            var (theirs, ours) = (from.Now[inner.Name], onto.Now[inner.Name]);
            if (theirs is null || (ours is not null && inner.AreEqual(theirs, ours)) || IsUnchanged(inner, from.Base, theirs))
                continue;
            var isContradicted = ours is not null && !IsUnchanged(inner, onto.Base, ours);
            isAnyContradicted |= isContradicted;
            if (!isContradicted || fromWins == true)
                line = line.With(inner.Name, theirs);
        }
        return (line, isAnyContradicted);
    }

    private static bool IsUnchanged(Property inner, CanonicalRecord? agreed, Value now) =>
        agreed?[inner.Name] is { } before && inner.AreEqual(before, now);

    private static bool AreEqual(Property property, CanonicalRecord? one, CanonicalRecord? other) =>
        (one, other) switch
        {
            (null, null) => true,
            ({ } left, { } right) => property.AreEqual(new Value.Lines([left]), new Value.Lines([right])),
            _ => false,
        };

    private static KeyedLines? Keyed(Property property, Value value) => value switch
    {
        Value.Lines lines => KeyedLines.Of(property, lines),
        Value.Empty => KeyedLines.Of(property, new Value.Lines([])),
        _ => null,
    };
}

/// <summary>Lines by their key, in their order.</summary>
internal sealed class KeyedLines
{
    private readonly Dictionary<string, CanonicalRecord> lines = new(StringComparer.Ordinal);

    private KeyedLines()
    {
    }

    /// <summary>The keys, in the order of the lines.</summary>
    public List<string> Keys { get; } = [];

    /// <summary>The line of a key.</summary>
    public CanonicalRecord? this[string key] => lines.GetValueOrDefault(key);

    /// <summary><see langword="null"/> where a key is missing or stands twice, so that nothing tells the lines apart.</summary>
    public static KeyedLines? Of(Property property, Value.Lines value)
    {
        var keyed = new KeyedLines();
        var by = property.Properties.First(inner => inner.Name == property.Key);
        foreach (var line in value.Items)
        {
            if (line[by.Name] is not { } told || told is Value.Empty)
                return null;
            var key = told is Value.Text text ? by.Normalise(text.Content) : told.ToString();
            if (!keyed.lines.TryAdd(key, line))
                return null;
            keyed.Keys.Add(key);
        }
        return keyed;
    }

    /// <summary>Whether the lines that both have stand in one order.</summary>
    public static bool HaveSameOrder(KeyedLines one, KeyedLines other) =>
        one.Keys.Where(other.lines.ContainsKey).SequenceEqual(other.Keys.Where(one.lines.ContainsKey));

    /// <summary>The leader's order; what only the other has follows whatever it follows there.</summary>
    public static List<string> Interleave(List<string> leader, List<string> other)
    {
        var order = new List<string>(leader);
        var known = leader.ToHashSet(StringComparer.Ordinal);
        var place = 0;
        foreach (var key in other)
        {
            if (known.Contains(key))
                place = order.IndexOf(key) + 1;
            else
                order.Insert(place++, key);
        }
        return order;
    }
}
