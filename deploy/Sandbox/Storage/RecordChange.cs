namespace Sync.Sandbox.Storage;

/// <summary>What happened to a record; the word webhooks carry.</summary>
internal enum ChangeEvent
{
    Created,
    Updated,
    Deleted,
}

/// <summary>One committed change: enough to wake whoever waits for it, not enough to trust.</summary>
internal sealed record RecordChange(string Kind, string Id, ChangeEvent Event);

/// <summary>What a kept idempotency key stands for: the record it wrote, and the version that write made.</summary>
internal sealed record KeptKey(string Id, string Version);
