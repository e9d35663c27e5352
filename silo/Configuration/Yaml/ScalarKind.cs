using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sync.Configuration.Yaml;

/// <summary>
/// What a scalar is: as in the JSON schema of YAML 1.2 (section 10.2), so that every number can be handed on as JSON; what that
/// cannot name (yes, 0x1F, 007, .5) is text.
/// </summary>
internal enum ScalarKind
{
    Text,
    Nothing,
    Boolean,
    Number,
}

internal static partial class Scalars
{
    /// <summary>A quoted or block scalar is text whatever it says.</summary>
    public static ScalarKind Kind(this YamlScalarNode scalar) =>
        scalar.Style == ScalarStyle.Plain ? KindOfPlain(scalar.Value ?? "") : ScalarKind.Text;

    /// <summary>What a scalar is that stands without quotes.</summary>
    public static ScalarKind KindOfPlain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Nothing,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Boolean,
        _ => Number().IsMatch(text) ? ScalarKind.Number : ScalarKind.Text,
    };

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$")]
    private static partial Regex Number();
}
