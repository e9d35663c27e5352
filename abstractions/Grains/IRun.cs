namespace Sync;

/// <summary>A long work of a pairing, of which one run at a time is under way.</summary>
public interface IRun
{
    /// <summary>Names this run.</summary>
    string Id { get; }

    /// <summary>Whether there is something left to do.</summary>
    bool IsRunning { get; }
}

/// <summary>One that goes through all pairs of the pairing, in the order of pair ids.</summary>
public interface IPairsRun : IRun
{
    /// <summary>The pair up to which all are done; <see langword="null"/>: none yet.</summary>
    string? Last { get; }
}
