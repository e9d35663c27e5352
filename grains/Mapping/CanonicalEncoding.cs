using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Hashing;
using System.Text;

namespace Sync.Mapping;

/// <summary>
/// The bytes that a digest is taken over, little-endian; digests are stored, so a change here is a change of the first byte.
/// <code>
/// encoding = 1 | revision:int32 | in scope:byte | match key:text | record
/// record   = count:int32, then per property by ordinal name: name:text | value
/// text     = length in bytes:int32 | UTF-8           (length -1: none)
/// value    = 0                                         empty
///          | 1 text                                    text
///          | 2 int64                                   integer
///          | 3 number                                  decimal
///          | 4 byte                                    boolean
///          | 5 day number:int32                        date
///          | 6 UTC ticks:int64                         date-time
///          | 7 number | currency:text                  money
///          | 8 pair:text                               reference
///          | 9 count:int32, then words:text            set
///          | 10 count:int32, then records              lines
///          | 11 external id:text                       reference of a side, unresolved
/// number   = the four int32 of decimal.GetBits without trailing zeros, so that 1.0 is 1.00
/// </code>
/// </summary>
internal sealed class CanonicalEncoding
{
    private const byte Version = 1;

    private readonly ArrayBufferWriter<byte> bytes = new(512);

    private CanonicalEncoding()
    {
    }

    /// <summary>The digest of a mapped record under a revision of its pairing.</summary>
    public static Digest Digest(int revision, bool inScope, string? matchKey, CanonicalRecord record)
    {
        var encoding = new CanonicalEncoding();
        encoding.Byte(Version);
        encoding.Int32(revision);
        encoding.Byte(inScope ? (byte)1 : (byte)0);
        encoding.Text(matchKey);
        encoding.Record(record);
        return new(XxHash128.HashToUInt128(encoding.bytes.WrittenSpan));
    }

    private void Record(CanonicalRecord record)
    {
        Int32(record.Count);
        foreach (var (name, value) in record)
        {
            Text(name);
            Tagged(value);
        }
    }

    private void Tagged(Value value)
    {
        switch (value)
        {
            case Value.Empty:
                Byte(0);
                break;
            case Value.Text text:
                Byte(1);
                Text(text.Content);
                break;
            case Value.Integer integer:
                Byte(2);
                Int64(integer.Number);
                break;
            case Value.Decimal number:
                Byte(3);
                Number(number.Number);
                break;
            case Value.Boolean boolean:
                Byte(4);
                Byte(boolean.Truth ? (byte)1 : (byte)0);
                break;
            case Value.Date date:
                Byte(5);
                Int32(date.Day.DayNumber);
                break;
            case Value.DateTime time:
                Byte(6);
                Int64(time.Instant.UtcTicks);
                break;
            case Value.Money money:
                Byte(7);
                Number(money.Amount);
                Text(money.Currency);
                break;
            case Value.Reference reference:
                Byte(8);
                Text(reference.Pair);
                break;
            case Value.Set set:
                Byte(9);
                Int32(set.Words.Length);
                foreach (var word in set.Words)
                    Text(word);
                break;
            case Value.Lines lines:
                Byte(10);
                Int32(lines.Items.Length);
                foreach (var line in lines.Items)
                    Record(line);
                break;
            case Value.Foreign foreign:
                Byte(11);
                Text(foreign.ExternalId);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void Byte(byte value)
    {
        bytes.GetSpan(1)[0] = value;
        bytes.Advance(1);
    }

    private void Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes.GetSpan(sizeof(int)), value);
        bytes.Advance(sizeof(int));
    }

    private void Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes.GetSpan(sizeof(long)), value);
        bytes.Advance(sizeof(long));
    }

    private void Number(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(ExactDecimal.Normalised(value), parts);
        foreach (var part in parts)
            Int32(part);
    }

    private void Text(string? text)
    {
        Int32(text is null ? -1 : Encoding.UTF8.GetByteCount(text));
        if (text is not null)
            Encoding.UTF8.GetBytes(text, bytes);
    }
}
