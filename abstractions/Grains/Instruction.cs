using System.Collections.Immutable;
using Orleans;

namespace Sync;

/// <summary>What a person tells a pair to do. Closed.</summary>
[GenerateSerializer, Immutable, Alias("sync.Instruction")]
public abstract record Instruction
{
    private Instruction()
    {
    }

    /// <summary>Decide a conflict: the value of one side goes to the other.</summary>
    /// <param name="Property">The property in conflict.</param>
    /// <param name="Choice">The side whose value stands.</param>
    /// <param name="SeenCrm">The value that the person saw on the CRM, as <see cref="ValueJson.Text"/> has it.</param>
    /// <param name="SeenShop">The same of the shop.</param>
    /// <param name="By">Who decided.</param>
    [GenerateSerializer, Immutable, Alias("sync.Instruction.Resolve")]
    public sealed record Resolve(
        [property: Id(0)] string Property, [property: Id(1)] Side Choice, [property: Id(2)] string SeenCrm, [property: Id(3)] string SeenShop,
        [property: Id(4)] string By) : Instruction;

    /// <summary>Try again what stands still.</summary>
    /// <param name="By">Who asked for it.</param>
    [GenerateSerializer, Immutable, Alias("sync.Instruction.Replay")]
    public sealed record Replay([property: Id(0)] string By) : Instruction;

    /// <summary>Set values back, as a person's own edits.</summary>
    /// <param name="Values">What is set back; of a property no more than one.</param>
    /// <param name="By">Who wanted it.</param>
    /// <param name="What">What is undone, for people who read of it.</param>
    [GenerateSerializer, Immutable, Alias("sync.Instruction.Undo")]
    public sealed record Undo(
        [property: Id(0)] ImmutableArray<SetBack> Values, [property: Id(1)] string By, [property: Id(2)] string What) : Instruction;

    /// <summary>
    /// Take back that the records were created: what there is of the two is deleted, unless a read shows that somebody changed one.
    /// </summary>
    /// <param name="Seen">The pair as the person saw it.</param>
    /// <param name="By">Who wanted it.</param>
    /// <param name="What">What is undone, for people who read of it.</param>
    /// <param name="CrmChangedAt">When the CRM's record was changed last, by its clock and as far as the story tells; a later change refuses it. <see langword="null"/>: not known.</param>
    /// <param name="ShopChangedAt">The same of the shop's.</param>
    [GenerateSerializer, Immutable, Alias("sync.Instruction.TakeBack")]
    public sealed record TakeBack(
        SeenLink Seen, string By, [property: Id(0)] string What, [property: Id(1)] DateTimeOffset? CrmChangedAt, [property: Id(2)] DateTimeOffset? ShopChangedAt)
        : OfLink(Seen, By, Preview: false);

    /// <summary>Read both records, whatever the feeds say.</summary>
    [GenerateSerializer, Immutable, Alias("sync.Instruction.Refresh")]
    public sealed record Refresh : Instruction;

    /// <summary>Read both records, and tell in what they are not as known.</summary>
    [GenerateSerializer, Immutable, Alias("sync.Instruction.Audit")]
    public sealed record Audit : Instruction;

    /// <summary>What concerns the link itself.</summary>
    /// <param name="Seen">The pair as the person saw it; it is refused as another.</param>
    /// <param name="By">Who.</param>
    /// <param name="Preview">Whether to change nothing, and only tell what would follow.</param>
    [GenerateSerializer, Immutable, Alias("sync.Instruction.OfLink")]
    public abstract record OfLink(
        [property: Id(0)] SeenLink Seen, [property: Id(1)] string By, [property: Id(2)] bool Preview) : Instruction;

    /// <summary>Leave the records alone: the row stays as a barrier.</summary>
    [GenerateSerializer, Immutable, Alias("sync.Instruction.Unlink")]
    public sealed record Unlink(SeenLink Seen, string By) : OfLink(Seen, By, Preview: false);

    /// <summary>Take back <see cref="Unlink"/>, or <see cref="Merge"/> or <see cref="TakeBack"/> while nothing is deleted.</summary>
    [GenerateSerializer, Immutable, Alias("sync.Instruction.Lift")]
    public sealed record Lift(SeenLink Seen, string By, bool Preview) : OfLink(Seen, By, Preview);

    /// <summary>Link with a record that no pair holds, or that is all another pair has; that pair is absorbed.</summary>
    /// <param name="Seen">The pair as the person saw it.</param>
    /// <param name="Side">The side of the record.</param>
    /// <param name="ExternalId">The record.</param>
    /// <param name="Replaces">Whether it takes the place of the one linked now, which is let go and left alone.</param>
    /// <param name="By">Who.</param>
    /// <param name="Preview">Whether to tell only.</param>
    [GenerateSerializer, Immutable, Alias("sync.Instruction.Link")]
    public sealed record Link(
        SeenLink Seen, [property: Id(0)] Side Side, [property: Id(1)] string ExternalId, [property: Id(2)] bool Replaces, string By, bool Preview)
        : OfLink(Seen, By, Preview);

    /// <summary>Make two pairs of one: a side's record leaves, and each may get a new counterpart.</summary>
    /// <param name="Seen">The pair as the person saw it.</param>
    /// <param name="Leaves">The side whose record gets a pair of its own.</param>
    /// <param name="By">Who.</param>
    /// <param name="Preview">Whether to tell only.</param>
    [GenerateSerializer, Immutable, Alias("sync.Instruction.Split")]
    public sealed record Split(SeenLink Seen, [property: Id(0)] Side Leaves, string By, bool Preview) : OfLink(Seen, By, Preview);

    /// <summary>Make one pair of two: what is left of this one's records is deleted, and nothing is made in their place.</summary>
    /// <param name="Seen">The pair as the person saw it.</param>
    /// <param name="Into">The id of the pair that stays.</param>
    /// <param name="IntoSeen">That pair as the person saw it.</param>
    /// <param name="By">Who.</param>
    /// <param name="Preview">Whether to tell only.</param>
    [GenerateSerializer, Immutable, Alias("sync.Instruction.Merge")]
    public sealed record Merge(
        SeenLink Seen, [property: Id(0)] string Into, [property: Id(1)] SeenLink IntoSeen, string By, bool Preview) : OfLink(Seen, By, Preview);
}

/// <summary>
/// A value to be set back, in the form of <see cref="ValueJson"/>. Two different ones open the conflict again that they were, and
/// then one side has its own already.
/// </summary>
/// <param name="Property">Whose.</param>
/// <param name="Crm">What the CRM gets.</param>
/// <param name="Shop">What the shop gets.</param>
/// <param name="SeenCrm">What the person saw on the CRM.</param>
/// <param name="SeenShop">The same of the shop.</param>
[GenerateSerializer, Immutable, Alias("sync.SetBack")]
public sealed record SetBack(
    [property: Id(0)] string Property, [property: Id(1)] string Crm, [property: Id(2)] string Shop, [property: Id(3)] string SeenCrm,
    [property: Id(4)] string SeenShop);

/// <summary>
/// What came of an <see cref="Instruction"/>. Closed. All but <see cref="Done"/> and <see cref="Audited"/> changed no link and no value.
/// </summary>
[GenerateSerializer, Immutable, Alias("sync.Instructed")]
public abstract record Instructed
{
    private Instructed()
    {
    }

    /// <summary>It is durable; writes that follow from it are under way.</summary>
    /// <param name="Status">How the pair stood right then.</param>
    [GenerateSerializer, Immutable, Alias("sync.Instructed.Done")]
    public sealed record Done([property: Id(0)] PairStatus Status) : Instructed
    {
        /// <summary>What follows from a link made or changed by hand.</summary>
        [Id(1)] public IReadOnlyList<Foreseen> Follows { get; init; } = [];
    }

    /// <summary>What would follow, told because only that was asked for.</summary>
    [GenerateSerializer, Immutable, Alias("sync.Instructed.Previewed")]
    public sealed record Previewed([property: Id(0)] IReadOnlyList<Foreseen> Follows) : Instructed;

    /// <summary>As things stand it cannot be done.</summary>
    /// <param name="Reason">For a person; about the pair, without its name.</param>
    [GenerateSerializer, Immutable, Alias("sync.Instructed.NotNow")]
    public sealed record NotNow([property: Id(0)] string Reason) : Instructed;

    /// <summary>A pair is not as the person saw it.</summary>
    /// <param name="Pair">Which.</param>
    /// <param name="Now">How it is now.</param>
    [GenerateSerializer, Immutable, Alias("sync.Instructed.LinkMoved")]
    public sealed record LinkMoved([property: Id(0)] string Pair, [property: Id(1)] SeenLink Now) : Instructed;

    /// <summary>The records were read, and what follows from that is durable.</summary>
    /// <param name="Crm">What was found on the CRM; <see langword="null"/>: it was not read.</param>
    /// <param name="Shop">The same of the shop.</param>
    [GenerateSerializer, Immutable, Alias("sync.Instructed.Audited")]
    public sealed record Audited([property: Id(0)] Sync.Audited? Crm, [property: Id(1)] Sync.Audited? Shop) : Instructed;

    /// <summary>There is no such pair, or no longer.</summary>
    [GenerateSerializer, Immutable, Alias("sync.Instructed.NotThere")]
    public sealed record NotThere : Instructed;

    /// <summary>No conflict waits on the property.</summary>
    [GenerateSerializer, Immutable, Alias("sync.Instructed.NoConflict")]
    public sealed record NoConflict([property: Id(0)] string Reason) : Instructed;

    /// <summary>The values are not those that the person saw.</summary>
    /// <param name="Crm">The CRM's value now, as <see cref="ValueJson.Text"/> has it; <see langword="null"/>: not known.</param>
    /// <param name="Shop">The same of the shop.</param>
    [GenerateSerializer, Immutable, Alias("sync.Instructed.Moved")]
    public sealed record Moved([property: Id(0)] string? Crm, [property: Id(1)] string? Shop) : Instructed;

    /// <summary>It could be done later, when what is under way is done.</summary>
    [GenerateSerializer, Immutable, Alias("sync.Instructed.Busy")]
    public sealed record Busy([property: Id(0)] string Reason) : Instructed;

    /// <summary>As the pair stands, this cannot be set back.</summary>
    [GenerateSerializer, Immutable, Alias("sync.Instructed.CannotUndo")]
    public sealed record CannotUndo([property: Id(0)] string Reason) : Instructed;

    /// <summary>The pair does not stand still for a person.</summary>
    [GenerateSerializer, Immutable, Alias("sync.Instructed.NotHalted")]
    public sealed record NotHalted([property: Id(0)] PairStatus Status) : Instructed;
}

/// <summary>An instruction was cut off: whether it was done is not known, and it may be given again.</summary>
[GenerateSerializer, Alias("sync.CutOffException")]
public sealed class CutOffException(string message, Exception? inner = null) : Exception(message, inner);
