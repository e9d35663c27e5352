namespace Sync.Reconciliation;

/// <summary>
/// Reads out of a pair's story what undoing a part of it comes to: for each property what would be set back to what, or why not. Says
/// nothing of whether it can be done this very moment; that is <see cref="Undoing"/>'s.
/// </summary>
public static class Retracing
{
    /// <summary>The sequence of what was not told yet: an edit that did not reach the other side.</summary>
    public const long Untold = 0;

    /// <summary>One change; <see langword="null"/>: the story does not have it.</summary>
    /// <param name="state">The pair as it is now.</param>
    /// <param name="pairing">Its rule.</param>
    /// <param name="story">What happened to it, newest first.</param>
    /// <param name="sequence">The change.</param>
    public static Retraced? Change(PairState state, Pairing pairing, IReadOnlyList<RecordedActivity> story, long sequence)
    {
        var later = story.TakeWhile(told => told.Sequence > sequence).ToList();
        return story.Skip(later.Count).FirstOrDefault() is { } change && change.Sequence == sequence
            ? Retrace(state, pairing, new Stretch(change, change, [.. later.Where(told => IsAbout(told, change.Activity.Property))]))
            : null;
    }

    /// <summary>
    /// All that the range takes, by property; of records that are taken back, only that. What others changed before the newest of it
    /// stays. What did not reach the other side is part of it, or is what overtakes it.
    /// </summary>
    public static IReadOnlyList<Retraced> Since(
        PairState state, Pairing pairing, IReadOnlyList<RecordedActivity> told, UndoRange range, Setting setting)
    {
        IReadOnlyList<RecordedActivity> story = [.. Unsent(state, pairing, setting, told), .. told];
        var created = Recalling.Of(state, pairing, story, range, setting);
        if (created is { Outcome: not RetraceOutcome.Refused })
            return [created];
        var taken = story.Where(told => range.Takes(told.Activity)).ToList();
        var properties = taken.Where(told => told.Activity.Property is not null && ChangesValue(told.Activity)).Select(told => told.Activity.Property!).Distinct();
        return [.. properties.Select(OfProperty), .. Unreadable(state, taken, range), .. created is null ? [] : new[] { created }];

        Retraced OfProperty(string property)
        {
            var changes = story.Where(told => IsAbout(told, property)).ToList();
            var later = changes.TakeWhile(told => !range.Takes(told.Activity)).ToList();
            var stretch = changes.Skip(later.Count).TakeWhile(told => range.Takes(told.Activity)).ToList();
            return Retrace(state, pairing, new Stretch(stretch[^1], stretch[0], later));
        }
    }

    private static Retraced Retrace(PairState state, Pairing pairing, Stretch stretch)
    {
        var first = stretch.First.Activity;
        var blank = new Retraced(first.Property, stretch.Last, RetraceOutcome.Refused, "");
        if (WhyNot(first, pairing) is { } reason)
            return blank with { Reason = reason };
        var property = pairing.Properties.First(p => p.Name == first.Property);
        if (state.Sides.Crm.Seen[property.Name] is not { } crm || state.Sides.Shop.Seen[property.Name] is not { } shop)
            return blank with { Reason = "one side's value is not known" };
        var item = blank with { Now = new PerSide<Value>(crm, shop), To = Before(first) };
        if (property.AreEqual(crm, item.To.Crm) && property.AreEqual(shop, item.To.Shop))
            return item with { Outcome = RetraceOutcome.SoAlready, Reason = "it is so already" };
        return Overtaken(state, property, stretch) is { } overtaken
            ? item with { Outcome = RetraceOutcome.Overtaken, Reason = overtaken }
            : item with { Outcome = RetraceOutcome.SetBack };
    }

    /// <summary>Why nothing can be set back, whatever the pair's values are now.</summary>
    private static string? WhyNot(Activity change, Pairing pairing)
    {
        if (change.Kind == ActivityKind.Created)
            return "a record was created: 'undo since' with --created takes both back, as far as they were created in that time";
        if (change.Kind == ActivityKind.Deleted)
            return Gone;
        if (change.Property is null || !ChangesValue(change))
            return $"it is '{change.Kind}', and changed no value";
        if (pairing.Properties.FirstOrDefault(p => p.Name == change.Property) is not { } property)
            return $"{pairing.Name} has no property {change.Property} any more";
        if (property.Source is { } source)
            return $"{property.Name} flows only from {source.Name()}, and is set back there";
        if (change.From is null)
            return "what stood there before is not known";
        return change.Revision is { } revision && revision < property.Since
            ? $"it happened under mapping revision {revision}, and {property.Name} means something else since {property.Since}"
            : null;
    }

    /// <summary>What both sides had: one value, but before a person decided, each its own.</summary>
    private static PerSide<Value> Before(Activity change)
    {
        var from = ValueJson.Read(change.From!);
        return change is { Kind: ActivityKind.Resolved, Side: { } chosen }
            ? new PerSide<Value>(from, from).With(chosen, ValueJson.Read(change.To!))
            : new PerSide<Value>(from, from);
    }

    /// <summary>Who changed it since; <see langword="null"/>: nobody, it stands as it was left.</summary>
    private static string? Overtaken(PairState state, Property property, Stretch stretch)
    {
        var (last, left) = (stretch.Last.Activity, ValueJson.Read(stretch.Last.Activity.To!));
        if (stretch.Later.FirstOrDefault(told => !property.AreEqual(ValueJson.Read(told.Activity.To!), left)) is { } since)
            return $"since then, {since.Activity.At.UtcDateTime:yyyy-MM-dd HH:mm:ss'Z'}: {since.Activity.Text}";
        return Sides.Both.Where(side => !Has(state, side, property, IsBehind(side) ? ValueJson.Read(last.From!) : left))
            .Select(side => $"{side.Name()} has {state[side].Seen[property.Name]} now").FirstOrDefault();

        bool IsBehind(Side side) => stretch.Last.Sequence == Untold && last.Side == side;
    }

    /// <summary>
    /// Edits that wait to be sent, whose property or pair stands still, or that are in conflict: of these nothing is told yet.
    /// What a decision has chosen happened when that was told.
    /// </summary>
    private static IEnumerable<RecordedActivity> Unsent(PairState state, Pairing pairing, Setting setting, IReadOnlyList<RecordedActivity> told) =>
        from property in pairing.Properties
        where property.Source is null
        from side in Sides.Both
        let seen = state[side].Seen[property.Name]
        let agreed = state.BaseOf(side, property.Name)
        where seen is not null && agreed is not null && !property.AreEqual(seen, agreed)
        let at = state[side].EditedAt.GetValueOrDefault(property.Name)
        let chosen = told.FirstOrDefault(change => IsAbout(change, property.Name))?.Activity is { Kind: ActivityKind.Decided, To: { } to } decision
            && property.AreEqual(ValueJson.Read(to), seen) ? decision : null
        let person = Undoing.IsTheirs(state, side, property.Name) ? state.Provenance[property.Name].By : null
        select new RecordedActivity(Untold, state.Id, Telling.Changed(
            chosen?.At ?? at ?? setting.UpdatedAt, ActivityKind.Updated, side.Other(), property.Name, state.Base[property.Name], seen,
            $"{seen} in place of {agreed}, which has not reached {side.Other().Name()}") with { EditedAt = at, By = person });

    /// <summary>What became of a record that cannot be mapped any more is not known, and so not what to set back.</summary>
    private static IEnumerable<Retraced> Unreadable(PairState state, IReadOnlyList<RecordedActivity> taken, UndoRange range) =>
        from side in Sides.Both
        where range.Origin is null || range.Origin == side
        let bad = state[side].Unreadable
        where bad is not null
        let parked = taken.FirstOrDefault(told => told.Activity is { Kind: ActivityKind.Parked } activity && activity.Side == side && activity.Property == bad.Property)
        where parked is not null
        select new Retraced(bad.Property, parked, RetraceOutcome.Refused, $"the {side.Name()} record cannot be mapped since then, and is mended there: {bad.Reason}");

    /// <summary>Whether a side has a value, or its own form of it.</summary>
    private static bool Has(PairState state, Side side, Property property, Value value)
    {
        var seen = state[side].Seen[property.Name]!;
        return property.AreEqual(seen, value)
            || (seen.Equals(state[side].Normalised[property.Name]) && state.Base[property.Name] is { } agreed && property.AreEqual(agreed, value));
    }

    /// <summary>Why what was deleted is not made again.</summary>
    public const string Gone =
        "both records are gone, and what was not synchronised of them: a record made again would have another id and only the values told here";

    private static bool IsAbout(RecordedActivity told, string? property) =>
        property is not null && told.Activity.Property == property && ChangesValue(told.Activity);

    internal static bool ChangesValue(Activity activity) => activity.To is not null && activity.Kind
        is ActivityKind.Updated or ActivityKind.Decided or ActivityKind.Agreed or ActivityKind.Resolved or ActivityKind.Undone;

    /// <param name="First">The oldest change that is undone.</param>
    /// <param name="Last">The newest.</param>
    /// <param name="Later">What changed the property since, newest first.</param>
    private sealed record Stretch(RecordedActivity First, RecordedActivity Last, IReadOnlyList<RecordedActivity> Later);
}

/// <summary>What undoing comes to for one property of a pair, or for a record as a whole.</summary>
/// <param name="Property">The property; <see langword="null"/>: the record.</param>
/// <param name="Change">What is undone; of several the newest.</param>
/// <param name="Outcome">Whether it can be.</param>
/// <param name="Reason">Why not, for a person; empty where it can.</param>
public sealed record Retraced(string? Property, RecordedActivity Change, RetraceOutcome Outcome, string Reason)
{
    /// <summary>What the sides have now; <see langword="null"/> where it was not looked at.</summary>
    public PerSide<Value>? Now { get; init; }

    /// <summary>What they would get; <see langword="null"/> with <see cref="Now"/>.</summary>
    public PerSide<Value>? To { get; init; }

    /// <summary>When the newest change of all that is undone with it happened.</summary>
    public DateTimeOffset Newest { get; init; } = Change.Activity.At;

    /// <summary>Of records that are taken back, when each was changed last, by its side's clock; <see langword="null"/>: not known.</summary>
    public PerSide<DateTimeOffset?> ChangedAt { get; init; } = new(null, null);

    /// <summary>Whether it is about the records as a whole, as that they were created.</summary>
    public bool IsCreation => Change.Activity.Kind == ActivityKind.Created;

    /// <summary>Whether it is done if it is asked for, with what was overtaken or without.</summary>
    public bool IsDone(bool includeOvertaken) => Outcome is RetraceOutcome.SetBack or RetraceOutcome.TakeBack
        || (includeOvertaken && Outcome == RetraceOutcome.Overtaken);

    /// <summary>The same as the pair is told.</summary>
    public SetBack AsSetBack() => new(
        Property!, ValueJson.Text(To!.Crm), ValueJson.Text(To.Shop), ValueJson.Text(Now!.Crm), ValueJson.Text(Now.Shop));
}

/// <summary>What is known of a pair beside its state and its story.</summary>
/// <param name="UpdatedAt">When its row was committed last.</param>
/// <param name="LiveSince">Since when new records are found by events, the first scans being done; <see langword="null"/>: that is not known.</param>
public sealed record Setting(DateTimeOffset UpdatedAt, DateTimeOffset? LiveSince)
{
    /// <summary>Why other pairs need its records; <see langword="null"/>: none does, as far as was asked.</summary>
    public string? Needed { get; init; }
}

/// <summary>Whether a change can be undone.</summary>
public enum RetraceOutcome
{
    /// <summary>It can: nobody changed it since.</summary>
    SetBack,

    /// <summary>It was changed since, and is set back only if that is wanted too.</summary>
    Overtaken,

    /// <summary>Both sides have what they would get.</summary>
    SoAlready,

    /// <summary>It cannot.</summary>
    Refused,

    /// <summary>The records were created, and are deleted.</summary>
    TakeBack,
}
