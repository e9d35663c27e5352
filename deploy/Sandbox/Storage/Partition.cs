using System.Globalization;
using System.Text;
using Sync.Sandbox.Http;

namespace Sync.Sandbox.Storage;

/// <summary>
/// A part of a kind, spelled <c>0-of-2</c>: the records whose id, as UTF-8 text, has this CRC-32 modulo the number of parts. A record
/// stays in its part for as long as it lives, and its tombstone after it.
/// </summary>
/// <param name="Index">Which part, counted from 0.</param>
/// <param name="Of">How many there are.</param>
internal sealed record Partition(int Index, int Of)
{
    private const int Most = 64;

    /// <exception cref="RefusedException">400 when it is none.</exception>
    public static Partition Read(string text) =>
        text.Split("-of-") is [var index, var of] && Whole(index) is { } i && Whole(of) is { } n && i < n && n <= Most
            ? new Partition(i, n)
            : throw RefusedException.Malformed($"partition must be i-of-n, such as 0-of-2: part i, counted from 0, of n, at most {Most}", "partition");

    public bool Holds(string id) => Crc32(Encoding.UTF8.GetBytes(id)) % (uint)Of == Index;

    /// <summary>The one of zip, gzip and PNG.</summary>
    private static uint Crc32(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (crc % 2 * 0xEDB88320);
        }
        return ~crc;
    }

    private static int? Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
