using System.Text.RegularExpressions;

namespace Sync.Configuration.Yaml;

/// <summary>How a text must look. The patterns stand word for word in sync.schema.json; a test compares them.</summary>
/// <param name="Pattern">A regular expression for the whole text.</param>
/// <param name="Code">The mistake's code.</param>
/// <param name="Hint">What to write instead.</param>
/// <param name="MayHoldSecret">Whether somebody may have written a secret here, so that the text must not be shown.</param>
internal sealed record TextForm(string Pattern, string Code, string Hint, bool MayHoldSecret = false)
{
    private readonly Regex regex = new(Pattern, RegexOptions.CultureInvariant);

    public static readonly TextForm Name = new(
        "^[a-z][a-z0-9-]*$", MistakeCode.Malformed, "a name is lower case letters, digits and hyphens, and starts with a letter");

    public static readonly TextForm PropertyName = new(
        "^[A-Za-z][A-Za-z0-9_]*$", MistakeCode.Malformed, "a property's name is letters, digits and underscores, and starts with a letter");

    public static readonly TextForm FieldPath = new(
        """^([^."\[\]]+|"([^"]|"")*")(\.([^."\[\]]+|"([^"]|"")*"))*$""", MistakeCode.Malformed,
        "a path is keys joined by dots, such as address.city; a key with a dot or bracket stands in double quotes");

    public static readonly TextForm UrlPath = new(
        @"^[^\s{}?#/][^\s{}?#]*$", MistakeCode.Malformed,
        "write a URL path under the side's address without a leading slash, such as customers");

    public static readonly TextForm Partition = new(
        @"^[^\s/]([^/\r\n\t]{0,62}[^\s/])?$", MistakeCode.Malformed,
        "a partition's name is a text of at most 64 characters without a slash, and does not begin or end with a space");

    public static readonly TextForm HeaderName = new(
        "^[A-Za-z0-9_-]+$", MistakeCode.Malformed, "a header's name is letters, digits, hyphens and underscores");

    public static readonly TextForm UserName = new(
        @"^[^:\s][^:]*$", MistakeCode.Malformed, "a user name is not empty and holds no colon", MayHoldSecret: true);

    public static readonly TextForm DatePattern = new(
        @"^\S(.*\S)?$", MistakeCode.Malformed, "write a .NET custom date format such as dd.MM.yyyy");

    public static readonly TextForm Zone = new(
        "^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$", MistakeCode.Malformed, "write an IANA zone such as Europe/Berlin");

    public static readonly TextForm Duration = new(
        "^[0-9]{1,7}(ms|s|m|h)$", MistakeCode.DurationForm, "write a whole number and its unit: 500ms, 20s, 1m or 1h");

    public static readonly TextForm Address = new(
        @"^https?://[^/@?#\s]+(/[^?#\s]*)?$", MistakeCode.AddressForm,
        "write an absolute URL such as https://crm.example.com/api, without user, query or fragment", MayHoldSecret: true);

    public static readonly TextForm Secret = new(
        @"^(env:[A-Za-z_][A-Za-z0-9_]*|file:\S.*)$", MistakeCode.SecretForm,
        "a secret never stands in this file; write env:NAME for an environment variable or file:PATH for a file", MayHoldSecret: true);

    public static readonly TextForm Operation = new(
        @"^(GET|POST|PUT|PATCH|DELETE) ([^\s{}]|\{(path|id|cursor|since|offset|limit|wait|after|field|value|partition)\})+$", MistakeCode.OperationForm,
        "write a method and a URL template such as \"GET {path}/{id}\"; "
        + "it may hold {path}, {id}, {cursor}, {since}, {offset}, {limit}, {wait}, {after}, {field}, {value}, {partition}");

    /// <summary>Whether the whole text has this form; <c>$</c> alone would let a line break pass at the end.</summary>
    public bool Fits(string text) => regex.Match(text) is { Success: true } match && match.Length == text.Length;
}
