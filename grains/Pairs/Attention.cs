namespace Sync.Grains;

/// <summary>
/// Whether somebody edits a pair: it was told of a change that is no echo of a write of its own. Who only was asked in the background, as a
/// backfill asks all, need not stay in memory for a change that nobody expects.
/// </summary>
internal sealed class Attention
{
    private PerSide<int> echoes = new(0, 0);
    private bool isEdited;

    /// <summary>Notes a delivery.</summary>
    /// <param name="change">What came.</param>
    /// <param name="writes">How many writes were sent to each side so far.</param>
    public void Note(ChangeEvent change, PerSide<int> writes)
    {
        if (change.Form != ChangeForm.Body)
            return;
        if (echoes[change.Side] < writes[change.Side])
            echoes = echoes.With(change.Side, echoes[change.Side] + 1);
        else
            isEdited = true;
    }

    /// <summary>Whether another change is to be expected soon: somebody edits, or echoes of these writes are still to come.</summary>
    public bool IsPaid(PerSide<int> writes) => isEdited || echoes != writes;
}
