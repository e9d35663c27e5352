namespace Sync.Connectors;

/// <summary>Whether a side is spoken to. Open, every call to it answers at once and nothing is sent. Thread-safe.</summary>
public interface ISideCircuit
{
    /// <summary>How it stands now.</summary>
    CircuitStatus Status { get; }
}

/// <summary>How a circuit stands.</summary>
/// <param name="State">Its state.</param>
/// <param name="Since">When it last opened or closed.</param>
/// <param name="Reason">Why it is not closed; <see langword="null"/> when it is.</param>
public sealed record CircuitStatus(CircuitState State, DateTimeOffset Since, string? Reason);

/// <summary>The states of a circuit.</summary>
public enum CircuitState
{
    /// <summary>The side is spoken to.</summary>
    Closed,

    /// <summary>Nothing is sent until the pause is over.</summary>
    Open,

    /// <summary>The pause is over: one request at a time is let through, and closes the circuit or opens it for longer.</summary>
    HalfOpen,
}
