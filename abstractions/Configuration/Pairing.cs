using System.Collections.Immutable;

namespace Sync;

/// <summary>A configured kind-to-kind rule: which records are linked, and how each property is kept in step.</summary>
public sealed record Pairing
{
    /// <summary>The pairing's name, such as <c>customer</c> or <c>quote-order</c>; lower case letters, digits and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>The entity kind on each side, a key of <see cref="SideConfiguration.Kinds"/>.</summary>
    public required PerSide<string> Kinds { get; init; }

    /// <summary>On which side a missing counterpart is created.</summary>
    public CreateMode Create { get; init; } = CreateMode.None;

    /// <summary>Properties whose normalised values together are the match key; empty: nothing is matched.</summary>
    public ImmutableArray<string> Match { get; init; } = [];

    /// <summary>
    /// The side declared <c>many</c>: a record of it may be in many pairs, each with another record of the other side.
    /// <see langword="null"/>: a record of either side is in one pair.
    /// </summary>
    public Side? Many { get; init; }

    /// <summary>Pairings whose linked records this one needs before it creates.</summary>
    public ImmutableArray<string> Needs { get; init; } = [];

    /// <summary>Per side the dotted paths and the text their value must equal for a record to take part.</summary>
    public PerSide<ImmutableSortedDictionary<string, string>> Where { get; init; } = new(Empty, Empty);

    /// <summary>Per side the dotted paths and values written into every record created there. Values are JSON: <c>"order"</c> with its quotes, <c>5</c>, <c>true</c>.</summary>
    public PerSide<ImmutableSortedDictionary<string, string>> Constants { get; init; } = new(Empty, Empty);

    /// <summary>Per side the dotted paths and values (JSON) written into a record there that is archived because its counterpart was deleted.</summary>
    public PerSide<ImmutableSortedDictionary<string, string>> Archive { get; init; } = new(Empty, Empty);

    /// <summary>What follows when that side's record is deleted.</summary>
    public PerSide<DeleteMode> Delete { get; init; } = new(DeleteMode.Propagate, DeleteMode.Propagate);

    /// <summary>What wins when one side deleted the record and the other edited it.</summary>
    public AgainstEdit AgainstEdit { get; init; } = AgainstEdit.EditWins;

    /// <summary>The policy of properties that name none.</summary>
    public ConflictPolicy Policy { get; init; } = ConflictPolicy.Newer;

    /// <summary>The side that wins ties, missing times and first agreements.</summary>
    public Side Preferred { get; init; } = Side.Crm;

    /// <summary>The synchronised properties, in the order of the file.</summary>
    public ImmutableArray<Property> Properties { get; init; } = [];

    /// <summary>The mapping revision: 1 for the first configuration, one more for each that reads records of this pairing otherwise.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>
    /// When the database was last found to be set back, to the millisecond: a record made before then may have its counterpart though
    /// nothing here knows of it. <see langword="null"/>: never.
    /// </summary>
    public DateTimeOffset? RestoredAt { get; init; }

    /// <summary>How many deletions the pairing grants in <see cref="DeletionWindow"/> before it pauses them.</summary>
    public int DeletionBudget { get; init; } = 200;

    /// <summary>The window of <see cref="DeletionBudget"/>.</summary>
    public TimeSpan DeletionWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long after a sweep the next one begins by itself; <see langword="null"/>: only when somebody asks for it.</summary>
    public TimeSpan? SweepEvery { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Whether a missing record of <paramref name="side"/> is created.</summary>
    public bool CreatesOn(Side side) => Create == CreateMode.Both || Create == (side == Side.Crm ? CreateMode.Crm : CreateMode.Shop);

    private static ImmutableSortedDictionary<string, string> Empty =>
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}

/// <summary>The side on which missing counterparts are created.</summary>
public enum CreateMode
{
    None,
    Crm,
    Shop,
    Both,
}

/// <summary>What a deletion on one side does to the other.</summary>
public enum DeleteMode
{
    /// <summary>The other record is deleted too.</summary>
    Propagate,

    /// <summary>The other record gets the values of <see cref="Pairing.Archive"/>; the pair remains as a barrier.</summary>
    Archive,

    /// <summary>The other record stays; the pair remains as a barrier so that nothing is created again.</summary>
    Unlink,

    /// <summary>The other record stays and is no longer synchronised; an undelete resumes.</summary>
    Ignore,
}

/// <summary>What wins when one side deleted and the other edited.</summary>
public enum AgainstEdit
{
    /// <summary>The record is created again from the edited side.</summary>
    EditWins,

    /// <summary>The deletion goes on.</summary>
    DeleteWins,

    /// <summary>A person decides.</summary>
    Manual,
}

/// <summary>Who wins when both sides changed one property to different values.</summary>
public enum ConflictPolicy
{
    /// <summary>The side whose value changed last by modified-at; tie or missing: the preferred side.</summary>
    Newer,

    /// <summary>The CRM.</summary>
    Crm,

    /// <summary>The shop.</summary>
    Shop,

    /// <summary>A person; both sides keep their own value until then.</summary>
    Manual,

    /// <summary>Nobody: a counter gets the difference of both edits. Only of a property, and only between sides with conditional writes.</summary>
    Sum,
}

/// <summary>Which way a property flows.</summary>
public enum Direction
{
    Both,

    /// <summary>From the CRM to the shop only.</summary>
    ToShop,

    /// <summary>From the shop to the CRM only.</summary>
    ToCrm,
}
