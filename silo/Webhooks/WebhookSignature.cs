using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sync.Webhooks;

/// <summary>
/// Who sent a webhook and when: <c>X-Timestamp</c> in Unix seconds, and <c>X-Signature: sha256=</c> with the hex HMAC-SHA256 of
/// <c>timestamp.body</c> under the shared secret.
/// </summary>
internal static class WebhookSignature
{
    /// <summary>How far the sender's clock may be from ours; an older delivery may be a replay.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const string Prefix = "sha256=";

    /// <summary>Why a delivery is not believed; <see langword="null"/> when it is.</summary>
    public static string? Doubt(Secret secret, string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return "X-Timestamp is missing or no whole number of Unix seconds";
        if (Math.Abs(now.ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds)
            return $"X-Timestamp is more than {Tolerance.TotalMinutes:0} minutes away from now";
        return IsSigned(secret, timestamp, signature, body) ? null : "X-Signature is missing or wrong";
    }

    private static bool IsSigned(Secret secret, string timestamp, string? signature, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret.Reveal()));
        hmac.AppendData(Encoding.UTF8.GetBytes($"{timestamp}."));
        hmac.AppendData(body);
        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        return signature is not null
            && signature.StartsWith(Prefix, StringComparison.Ordinal)
            && Convert.FromHexString(signature.AsSpan(Prefix.Length), given, out _, out var length) is OperationStatus.Done
            && length == given.Length
            && CryptographicOperations.FixedTimeEquals(hmac.GetHashAndReset(), given);
    }
}
