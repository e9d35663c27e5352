namespace Sync.Reconciliation;

/// <summary>What can happen to a pair. Closed. Time comes in with it.</summary>
public abstract record Input
{
    private Input()
    {
    }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>A feed body, mapped.</summary>
    /// <param name="Side">The side.</param>
    /// <param name="ExternalId">The record.</param>
    /// <param name="Mapped">What mapping made of it.</param>
    /// <param name="Version">Its version.</param>
    /// <param name="ModifiedAt">When the side changed it.</param>
    /// <param name="Position">Where it stood; <see langword="null"/>: it is only a hint.</param>
    /// <param name="BesideHint">Whether a hint was noted beside it, so that it is not believed unread.</param>
    public sealed record Observed(
        Side Side, string ExternalId, Mapped Mapped, string? Version, DateTimeOffset? ModifiedAt, Position? Position, bool BesideHint) : Input;

    /// <summary>Word that the record changed or is gone: it is read.</summary>
    public sealed record Hint(Side Side, string ExternalId) : Input;

    /// <summary>
    /// A record that has this half pair's match key: of the missing side, and no row holds it; or of its own, and a row waits there for a
    /// person. <paramref name="IsHeld"/> tells whether one does: since it was said the pair may have become half of the other side.
    /// </summary>
    public sealed record Candidate(Side Side, string ExternalId, bool IsHeld) : Input;

    /// <summary>The answer to <see cref="Ask.Read"/>.</summary>
    public sealed record Read(Side Side, SideAnswer Answer) : Input;

    /// <summary>The answer to <see cref="Ask.ReadCandidate"/>.</summary>
    public sealed record CandidateRead(Side Side, SideAnswer Answer) : Input;

    /// <summary>The answer to <see cref="Ask.Find"/>; <see langword="null"/> records: the side failed.</summary>
    public sealed record Found(Side Side, IReadOnlyList<FoundRecord> Records, Failure? Failure) : Input;

    /// <summary>The answer to <see cref="Ask.LookAround"/>.</summary>
    /// <param name="Counterpart">The opposite half pair with the same key.</param>
    /// <param name="CreateIsOpen">Whether a create is open that this pair's record could be the answer to.</param>
    public sealed record LookedAround(Holder? Counterpart, bool CreateIsOpen) : Input;

    /// <summary>The answer to <see cref="Ask.Update"/>, <see cref="Ask.Create"/>, <see cref="Ask.Archive"/> or <see cref="Ask.Delete"/>.</summary>
    /// <param name="Side">The side written to.</param>
    /// <param name="Outcome">What it said.</param>
    /// <param name="Stored">The record it says it stored, mapped; <see langword="null"/> where it told none.</param>
    public sealed record Written(Side Side, WriteOutcome Outcome, SideAnswer.Found? Stored) : Input;

    /// <summary>The answer to <see cref="Ask.Grant"/>.</summary>
    public sealed record Granted(Side Side, bool Yes) : Input;

    /// <summary>The commit found this side's record in another row; nothing was written.</summary>
    public sealed record IdTaken(Side Side, Holder By) : Input;

    /// <summary>The commit found this half pair's key with another half pair of its side; nothing was written.</summary>
    public sealed record KeyTaken(PairId By) : Input;

    /// <summary>A person decided a conflict, having seen these values, as <see cref="ValueJson.Text"/> has them.</summary>
    public sealed record Resolve(string Property, Side Choice, string SeenCrm, string SeenShop, string By) : Input;

    /// <summary>A person wants values set back.</summary>
    public sealed record Undo(IReadOnlyList<SetBack> Values, string By, string What) : Input;

    /// <summary>A person takes back that the records were created.</summary>
    /// <param name="By">Who.</param>
    /// <param name="What">What is undone.</param>
    /// <param name="ChangedAt">When each record was changed last, by its side's clock; <see langword="null"/>: not known.</param>
    public sealed record TakeBack(string By, string What, PerSide<DateTimeOffset?> ChangedAt) : Input;

    /// <summary>A person asked for a halted pair to be tried again.</summary>
    public sealed record Replay(string By) : Input;

    /// <summary>A person wants the pair's records to be left alone.</summary>
    public sealed record Unlink(string By) : Input;

    /// <summary>A person says which record is the counterpart.</summary>
    /// <param name="Side">The side of that record.</param>
    /// <param name="ExternalId">The record.</param>
    /// <param name="Holder">The row that holds it; <see langword="null"/>: none does.</param>
    /// <param name="Releases">The id of the row for the record it takes the place of; <see langword="null"/>: it must take none's.</param>
    /// <param name="By">Who.</param>
    /// <param name="Preview">Whether to tell only what would be written.</param>
    public sealed record Link(Side Side, string ExternalId, Holder? Holder, PairId? Releases, string By, bool Preview) : Input;

    /// <summary>A person takes back that the records are left alone, or that they were merged.</summary>
    public sealed record Lift(string By, bool Preview) : Input;

    /// <summary>A person says that the two records are not one.</summary>
    /// <param name="Leaves">The side whose record gets a pair of its own.</param>
    /// <param name="Into">The id of that pair.</param>
    /// <param name="By">Who.</param>
    /// <param name="Preview">Whether to tell only what would follow.</param>
    public sealed record Split(Side Leaves, PairId Into, string By, bool Preview) : Input;

    /// <summary>A person says that the records are another pair's, a second time.</summary>
    /// <param name="Into">That pair's row; <see langword="null"/>: there is none.</param>
    /// <param name="By">Who.</param>
    /// <param name="Preview">Whether to tell only what would follow.</param>
    public sealed record Merge(Holder? Into, string By, bool Preview) : Input;

    /// <summary>A person asked for both records to be read, whatever the feeds say.</summary>
    public sealed record Refresh : Input;

    /// <summary>Nothing but that time has come.</summary>
    public sealed record Due : Input
    {
        /// <summary>Of which side a reference that is awaited may be linked by now, so that its record is worth a read.</summary>
        public PerSide<bool> MayBeLinked { get; init; } = new(true, true);
    }
}

/// <summary>What a side said of one record, mapped. Closed.</summary>
public abstract record SideAnswer
{
    private SideAnswer()
    {
    }

    public sealed record Found(string ExternalId, Mapped Mapped, string? Version, DateTimeOffset? ModifiedAt) : SideAnswer;

    public sealed record NotFound : SideAnswer;

    public sealed record Failed(Failure Failure) : SideAnswer;
}

/// <summary>A record that a find answered, and the row that holds it.</summary>
public sealed record FoundRecord(string ExternalId, Holder? Holder);

/// <summary>Another pair's row, as far as it matters to this one.</summary>
/// <param name="Row">Its id and the version it was read at.</param>
/// <param name="ExternalId">The record it holds on the side in question.</param>
/// <param name="IsHalf">Whether that record is all it holds.</param>
/// <param name="CreateIsOpen">Whether it has a create open.</param>
/// <param name="CreateWasSent">Whether that create may have been sent.</param>
/// <param name="IsDeleting">Whether it is on its way out.</param>
/// <param name="Status">Its status.</param>
public sealed record Holder(
    AbsorbedRow Row, string ExternalId, bool IsHalf, bool CreateIsOpen, bool CreateWasSent, bool IsDeleting, PairStatus Status)
{
    /// <summary>Whether it may be linked without asking a person.</summary>
    public bool IsFree => IsHalf && !IsDeleting && Status is not (PairStatus.Unlinked or PairStatus.Ambiguous);
}
