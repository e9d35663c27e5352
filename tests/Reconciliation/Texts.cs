using System.Text;

namespace Sync.Reconciliation.Tests;

/// <summary>Records written as text: <c>name=Ada phone=1 memo=</c>; a property without a value is empty.</summary>
internal static class Texts
{
    public static CanonicalRecord Record(string text) => CanonicalRecord.Of(
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Split('=')).Select(word => KeyValuePair.Create(word[0], Value(word[1]))));

    public static Value Value(string text) => text.Length == 0 ? Sync.Value.None : new Value.Text(text);

    /// <summary>What mapping would make of a record: its match key is its email in lower case.</summary>
    public static Mapped.Good Mapped(this CanonicalRecord record, bool inScope = true) => new(
        record, DigestOf($"{record} {inScope}"), record["email"] is Value.Text email ? email.Content.ToLowerInvariant() : null, inScope);

    private static Digest DigestOf(string text) =>
        new(Encoding.UTF8.GetBytes(text).Aggregate((UInt128)14695981039346656037UL, (hash, letter) => (hash ^ letter) * 1099511628211UL));
}
