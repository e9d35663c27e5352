namespace Sync.Sandbox.Webhooks;

/// <summary>Somebody who wants to be told of changes.</summary>
/// <param name="Url">Where to post; loopback only.</param>
/// <param name="Secret">The key deliveries are signed with.</param>
/// <param name="CreatedAt">ISO 8601 UTC.</param>
internal sealed record Webhook(string Url, string Secret, string CreatedAt);
