using Orleans;

namespace Sync;

/// <summary>Which records a person saw in a pair, and in which row version.</summary>
/// <param name="Crm">The CRM's; <see langword="null"/>: none.</param>
/// <param name="Shop">The shop's.</param>
/// <param name="RowVersion">The row version; <see langword="null"/>: any will do.</param>
[GenerateSerializer, Immutable, Alias("sync.SeenLink")]
public sealed record SeenLink([property: Id(0)] string? Crm, [property: Id(1)] string? Shop, [property: Id(2)] long? RowVersion)
{
    /// <summary>Whether a row is still as it was seen.</summary>
    public bool Is(PerSide<string?> ids, long rowVersion) => ids.Crm == Crm && ids.Shop == Shop && (RowVersion is null || RowVersion == rowVersion);
}

/// <summary>Something that follows from an instruction, as far as the records are known.</summary>
/// <param name="Side">The side written to.</param>
/// <param name="Act">What is done there.</param>
/// <param name="Property">The property; <see langword="null"/>: it is about the whole record.</param>
/// <param name="Now">What it has now, as <see cref="ValueJson.Text"/> has it; <see langword="null"/>: not known.</param>
/// <param name="Then">What it has then; of <see cref="ForeseenAct.Ask"/> what the other side has.</param>
/// <param name="Rule">By which rule.</param>
[GenerateSerializer, Immutable, Alias("sync.Foreseen")]
public sealed record Foreseen(
    [property: Id(0)] Side Side, [property: Id(1)] ForeseenAct Act, [property: Id(2)] string? Property, [property: Id(3)] string? Now,
    [property: Id(4)] string? Then, [property: Id(5)] string Rule);

/// <summary>What may follow.</summary>
public enum ForeseenAct
{
    Set,
    Create,
    Delete,
    Archive,

    /// <summary>Nothing is written: a person is asked.</summary>
    Ask,
}
