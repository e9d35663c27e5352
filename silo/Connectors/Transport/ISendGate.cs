namespace Sync.Connectors;

/// <summary>
/// Whether this silo may still write to a side. Asked at the last moment before a request leaves, so that a silo that was frozen
/// and declared dead sends nothing after it wakes. Thread-safe; answers at once and never throws.
/// </summary>
public interface ISendGate
{
    /// <summary>Whether a write may leave now.</summary>
    bool MaySend { get; }
}

/// <summary>The gate of the embedded silo, which no other silo can succeed: always open.</summary>
public sealed class OpenSendGate : ISendGate
{
    /// <inheritdoc/>
    public bool MaySend => true;
}
