namespace Sync.Simulation;

/// <summary>Those of what people do about pairs, and of what sweeps find.</summary>
internal static partial class PlantedBugs
{
    private static readonly PlantedBug[] ByPeople =
    [
        new("an edit after a merge not seen", "merging", "NoLostEdit", new Swap(
            Observing,
            "if (IsNewsOfRetired(state, side, mapped, version))",
            "if (false)")),

        new("half a pair merged away deleted over and over", "merging", "NoStuckRow", new Swap(
            Planning,
            "state is { HasCounterpart: false, Retired: null } && record is",
            "state is { HasCounterpart: false } && record is")),

        new("a write that names what is gone waited with for ever", "merging", "NoStuckRow", new Swap(
            References,
            " ?? await LocalAsync(side, source[property])",
            "")),

        new("lines written over whatever the last read showed", "unconditional-parts", "NoLostEdit Converged", new Swap(
            "grains/Pairs/PairAsker.cs",
            "record.Version == (update.IfVersion ?? known.Version)\n            && (update.IfVersion is not null ||",
            "(update.IfVersion is null || record.Version == update.IfVersion)\n            && (true ||")),

        new("what was agreed with a record let go kept for the next", "relinked", "NoQuietLoss Converged", new Swap(
            Deleting,
            "Base = CanonicalRecord.Nothing, Conflicts",
            "Base = state.Base, Conflicts")),

        new("a record let go forgotten", "relinked", "NoStuckRow Converged NoQuietLoss", new Swap(
            ByHand,
            "half with { Scratch = half.Scratch with { Release = released,",
            "half with { Scratch = half.Scratch with { Release = null,")),

        new("an unlinked pair goes on", "unlinked", "LeftAlone", new Swap(
            Planning,
            "if (state.Halt is { Status: PairStatus.Unlinked } && !Deleting.IsArchiving(state))\n            return Rest(state, now, terms);",
            "if (state.Halt is { Status: PairStatus.Unlinked } && state.Sides.All(side => side.Intent is null))\n            return Rest(state, now, terms);")),

        new("a range undone over what was edited since", "operated", "UndoneAsSaid", new Swap(
            Retracing,
            "return Overtaken(state, property, stretch) is { } overtaken",
            "return Overtaken(state, property, stretch) is { } overtaken && false")),

        new("a sweep takes what no event told of for known", "swept", "NoLostEdit Converged", new Swap(
            Auditing,
            "return !isSame ? DivergenceReason.MissedEdit : known.Version",
            "return isSame && known.Version")),

        new("a sweep tells nobody of a record without a row", "swept", "NoStuckRow NoLostRecord Converged", new Swap(
            SweepSettling,
            "        await hint(side, externalId);\n",
            "        await Task.CompletedTask;\n")),
    ];
}
