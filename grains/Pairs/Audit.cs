using Sync.Reconciliation;

namespace Sync.Grains;

/// <summary>What a pair finds of its records, beside what it knew before; of each side the first read counts.</summary>
internal sealed class Audit(PairState before)
{
    private PerSide<Audited?> found = new(null, null);

    public Instructed.Audited Told => new(found.Crm, found.Shop);

    public void Note(Input.Read read)
    {
        if (found[read.Side] is null && before[read.Side].Id is not null)
            found = found.With(read.Side, Auditing.Tell(before, read));
    }
}
