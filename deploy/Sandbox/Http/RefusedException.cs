namespace Sync.Sandbox.Http;

/// <summary>A request that is answered with an error: the status, what is wrong, and in which field.</summary>
internal sealed class RefusedException(int status, string error, string? field = null) : Exception(error)
{
    public int Status { get; } = status;

    /// <summary>Dotted path of the offending field, query parameter or header; null when it is none of them.</summary>
    public string? Field { get; } = field;

    /// <summary>JSON of the id of the record that stands in the way; null when none does.</summary>
    public string? ConflictingId { get; init; }

    /// <summary>The version the record really has, when the caller expected another.</summary>
    public string? PresentVersion { get; init; }

    public static RefusedException Malformed(string error, string? field = null) => new(400, error, field);

    public static RefusedException NotFound(string error) => new(404, error);

    public static RefusedException Invalid(string error, string field) => new(422, error, field);
}
