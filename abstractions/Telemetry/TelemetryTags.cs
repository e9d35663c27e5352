namespace Sync;

/// <summary>
/// The names of every tag on our spans and metrics. Those of <see cref="Pair"/> and <see cref="ExternalId"/> are unbounded in
/// number and so stand on spans only.
/// </summary>
public static class TelemetryTags
{
    /// <summary><c>crm</c> or <c>shop</c>: the side a change came from or a request went to.</summary>
    public const string Side = "sync.side";

    /// <summary>The entity kind on that side.</summary>
    public const string Kind = "sync.kind";

    /// <summary>The pairing's name.</summary>
    public const string Pairing = "sync.pairing";

    /// <summary>What a change told, a word of <see cref="ChangeForm"/> in lower case: body, tombstone, hint, candidate.</summary>
    public const string Form = "sync.form";

    /// <summary>What was asked of a side: update, create, delete.</summary>
    public const string Operation = "sync.operation";

    /// <summary>What came of it, in lower case and with hyphens, such as <c>succeeded</c> or <c>version-mismatch</c>.</summary>
    public const string Outcome = "sync.outcome";

    /// <summary>In what a record was not as known, in lower case and with hyphens: missed-edit, missed-delete, no-row, …</summary>
    public const string Reason = "sync.reason";

    /// <summary>The property's name.</summary>
    public const string Property = "sync.property";

    /// <summary>The pair id. Spans only.</summary>
    public const string Pair = "sync.pair";

    /// <summary>The record on its own side. Spans only.</summary>
    public const string ExternalId = "sync.external_id";
}
