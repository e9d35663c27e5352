using System.Buffers;
using System.Text.Json;

namespace Sync.Connectors;

/// <summary>Puts a record into the wrapper its side expects around it.</summary>
internal static class Wrapper
{
    /// <param name="record">A record or patch, JSON; its bytes are kept as they are.</param>
    /// <param name="path">Dotted path of the record in the body; <see langword="null"/>: the body is the record.</param>
    public static ReadOnlyMemory<byte> Around(ReadOnlyMemory<byte> record, string? path)
    {
        if (string.IsNullOrEmpty(path))
            return record;
        var bytes = new ArrayBufferWriter<byte>(record.Length + 64);
        using var writer = new Utf8JsonWriter(bytes);
        var steps = path.Split('.');
        foreach (var step in steps)
        {
            writer.WriteStartObject();
            writer.WritePropertyName(step);
        }

        writer.WriteRawValue(record.Span, skipInputValidation: true);
        foreach (var _ in steps)
            writer.WriteEndObject();
        writer.Flush();
        return bytes.WrittenMemory;
    }
}
