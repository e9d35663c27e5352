namespace Sync;

/// <summary>A long work of a pairing, of which one run at a time is under way.</summary>
public interface IRun
{
    /// <summary>Names this run.</summary>
    string Id { get; }

    /// <summary>Whether there is something left to do.</summary>
    bool IsRunning { get; }
}
