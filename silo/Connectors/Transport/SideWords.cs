using System.Text;
using System.Text.Json;

namespace Sync.Connectors;

/// <summary>A side's own words about a failure, and the native field it names.</summary>
/// <param name="Text">Shortened to <see cref="MaxLength"/> characters; perhaps empty.</param>
/// <param name="Field">The field; <see langword="null"/> where none is named.</param>
internal sealed record SideWords(string Text, string? Field)
{
    public const int MaxLength = 200;

    /// <summary>Where the words are looked for; the sandbox's form, Strapi's, RFC 9457.</summary>
    private static readonly string[] Paths = ["error", "error.message", "message", "detail", "title"];

    /// <summary>From any body: JSON, HTML, or nothing.</summary>
    public static SideWords Of(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var text = Paths.Select(path => DottedPath.Text(json.RootElement, path)).FirstOrDefault(words => words is not null);
            return new SideWords(Shortened(text ?? json.RootElement.GetRawText()), DottedPath.Text(json.RootElement, "field"));
        }
        catch (JsonException)
        {
            return new SideWords(Shortened(Encoding.UTF8.GetString(body.Span)), null);
        }
    }

    private static string Shortened(string text)
    {
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.Length <= MaxLength ? words : words[..MaxLength] + "…";
    }
}
