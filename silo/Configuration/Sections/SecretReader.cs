using Sync.Configuration.Yaml;

namespace Sync.Configuration.Sections;

/// <summary>Fetches secrets from where the file says they are. What was fetched never enters a message.</summary>
/// <param name="environment">An environment variable's value; <see langword="null"/>: not set.</param>
/// <param name="folder">Where relative files stand.</param>
internal sealed class SecretReader(Func<string, string?> environment, string folder)
{
    /// <param name="value">Where the secret's source is written; <see langword="null"/>: nowhere.</param>
    /// <param name="mayBeEmpty">Some systems take an empty password, none an empty token.</param>
    public Secret? Read(YamlValue? value, bool mayBeEmpty = false)
    {
        if (value?.Text(TextForm.Secret) is not { } source)
        {
            return null;
        }

        var (text, complaint) = Fetch(source);
        complaint ??= text!.Any(char.IsControl) ? "holds a line break or another control character, which no header can carry" : null;
        complaint ??= text!.Length == 0 && !mayBeEmpty ? "is empty; put the secret there" : null;
        if (complaint is null)
        {
            return new Secret(source, text!);
        }

        value.Mistake(MistakeCode.SecretMissing, $"{value.Path}: {source} {complaint}.");
        return null;
    }

    /// <param name="source">env:NAME or file:PATH.</param>
    public (string? Text, string? Complaint) Fetch(string source) =>
        source.StartsWith("env:", StringComparison.Ordinal) ? FromVariable(source[4..]) : FromFile(source[5..]);

    private (string? Text, string? Complaint) FromVariable(string name) =>
        environment(name) is { } text ? (text, null) : (null, "is not set; set the variable before starting");

    /// <summary>The line break that editors put at a file's end is no part of the secret.</summary>
    private (string? Text, string? Complaint) FromFile(string path)
    {
        try
        {
            return (File.ReadAllText(Path.Combine(folder, path)).TrimEnd('\r', '\n'), null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, $"cannot be read ({failure.GetType().Name}); put the secret there and let this process read it");
        }
    }
}
