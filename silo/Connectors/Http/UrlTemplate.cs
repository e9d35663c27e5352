using System.Text.RegularExpressions;

namespace Sync.Connectors;

/// <summary>
/// A URL under the side's address with placeholders such as <c>{id}</c>. Values are escaped, <c>{path}</c> stands as configured.
/// A query parameter whose value is not given is left out.
/// </summary>
internal sealed partial class UrlTemplate
{
    private static readonly string[] Known = ["id", "cursor", "since", "offset", "limit", "wait", "after", "field", "value", "partition"];
    private readonly string path;
    private readonly string[] query;

    /// <exception cref="ArgumentException">A placeholder is not known.</exception>
    public UrlTemplate(string template, string kindPath)
    {
        var url = template.Replace("{path}", kindPath, StringComparison.Ordinal).TrimStart('/');
        foreach (Match placeholder in Placeholder().Matches(url))
        {
            if (!Known.Contains(placeholder.Groups[1].Value))
            {
                throw new ArgumentException(
                    $"'{template}' has the unknown placeholder {placeholder.Value}; known are path, {string.Join(", ", Known)}.");
            }
        }

        var parts = url.Split('?', 2);
        path = parts[0];
        query = parts.Length == 1 ? [] : parts[1].Split('&');
    }

    /// <summary>The URL with the values in place.</summary>
    public string Expand(params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            if (value is not null)
                given[name] = Uri.EscapeDataString(value);
        }

        string Fill(string text) => Placeholder().Replace(text, match => given.GetValueOrDefault(match.Groups[1].Value, ""));
        var parameters = query
            .Where(parameter => Placeholder().Matches(parameter).All(match => given.ContainsKey(match.Groups[1].Value)))
            .Select(Fill)
            .ToList();
        return parameters.Count == 0 ? Fill(path) : $"{Fill(path)}?{string.Join('&', parameters)}";
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}
