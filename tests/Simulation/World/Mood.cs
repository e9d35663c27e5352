namespace Sync.Simulation;

/// <summary>A wrong answer that a side gives again and again, until its mood changes; reads and feeds tell the truth all the same.</summary>
internal enum Mood
{
    Sane,

    /// <summary>It does not find what is to be written or deleted, and shows it: a wrong path, a cache.</summary>
    Denying,

    /// <summary>It takes a write or a deletion, and nothing comes of it.</summary>
    Forgetting,

    /// <summary>No version is the one it has.</summary>
    Contradicting,

    /// <summary>Whatever is to be created is there already, and is not found.</summary>
    Claiming,

    /// <summary>It takes nothing.</summary>
    Refusing,
}

/// <summary>What a side answers in its mood; <see langword="null"/>: the right thing.</summary>
internal static class Moods
{
    private static readonly WriteOutcome.Rejected No = new(null, "not today");

    public static WriteOutcome? ToCreate(this Mood mood) => mood switch
    {
        Mood.Claiming => new WriteOutcome.AlreadyExists("key", "there is one already"),
        Mood.Refusing => No,
        _ => null,
    };

    /// <param name="mood">The mood.</param>
    /// <param name="record">The record that is to be written or deleted.</param>
    /// <param name="ifVersion">The version it must have.</param>
    /// <param name="isShared">Whether other pairs write to it too, who may do so before the first has looked what came of its own write.</param>
    public static WriteOutcome? ToWrite(this Mood mood, SimulatedRecord record, string? ifVersion, bool isShared) => mood switch
    {
        Mood.Denying => new WriteOutcome.NotFound(),
        Mood.Forgetting when ifVersion == record.Version && !isShared => Forget(record),
        Mood.Contradicting when ifVersion is not null => new WriteOutcome.VersionMismatch(),
        Mood.Refusing => No,
        _ => null,
    };

    private static WriteOutcome.Succeeded Forget(SimulatedRecord record)
    {
        record.IsMisunderstood = true;
        return new WriteOutcome.Succeeded(null);
    }
}
