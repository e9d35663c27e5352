namespace Sync.Sandbox.Shapes;

/// <summary>What a field may hold. Each word is also what <c>GET /_shapes</c> answers, in lower case.</summary>
internal enum FieldType
{
    /// <summary>A string of at most 500 characters.</summary>
    Text,

    /// <summary>A string of at most 20,000 characters.</summary>
    LongText,

    /// <summary>A string shaped like an e-mail address; compared without case.</summary>
    Email,

    /// <summary>A whole number, zero or more.</summary>
    Count,

    /// <summary>A decimal amount in whole currency units, zero or more, at most four places.</summary>
    Money,

    /// <summary>An amount in minor units (cents), a whole number, zero or more.</summary>
    Minor,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>A calendar day, <c>yyyy-MM-dd</c>.</summary>
    Date,

    /// <summary>A moment, ISO 8601 with an offset; kept as UTC with milliseconds.</summary>
    Instant,

    /// <summary>One of a closed set of words.</summary>
    Word,

    /// <summary>An ISO 3166-1 alpha-2 code, upper case.</summary>
    Country,

    /// <summary>An ISO 4217 code, three capital letters.</summary>
    Currency,

    /// <summary>The id of a record of another kind on the same side.</summary>
    Reference,

    /// <summary>A list of strings; never null.</summary>
    TextList,

    /// <summary>A nested object.</summary>
    Group,

    /// <summary>A list of nested objects; never null.</summary>
    Lines,
}
