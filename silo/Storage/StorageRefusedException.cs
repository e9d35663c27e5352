namespace Sync.Silo.Storage;

/// <summary>Storage is there but must not be opened by this process; the message says why and what to do.</summary>
internal sealed class StorageRefusedException(string message, Exception? inner = null) : Exception(message, inner);
