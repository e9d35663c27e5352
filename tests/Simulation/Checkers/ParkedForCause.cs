namespace Sync.Simulation;

/// <summary>Where sides take all that people enter, and nobody is asked whether a deletion or an edit is to stand, no pair waits for a person.</summary>
internal sealed class ParkedForCause : IChecker
{
    public string? Check(Counterparts records, World world) =>
        !world.MayPark && records.Pairing.AgainstEdit != AgainstEdit.Manual && records.Stand(PairStatus.Parked, world) ? "it is parked, and no side refused what people entered" : null;
}
