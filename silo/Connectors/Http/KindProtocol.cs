using System.Text.Json;

namespace Sync.Connectors;

/// <summary>How one kind of a side is spoken to: the kind's own settings over its side's, templates parsed.</summary>
internal sealed class KindProtocol
{
    /// <exception cref="ArgumentException">A URL template has an unknown placeholder.</exception>
    public KindProtocol(SideConfiguration side, KindConfiguration kind)
    {
        Settings = kind.Protocol ?? side.Protocol;
        Capabilities = kind.Capabilities ?? side.Capabilities;
        Records = new RecordReader(kind.Record ?? side.Record);
        Feed = Request(Settings.Feed);
        ByTime = Settings.Feed.Url.Contains("{since}", StringComparison.Ordinal) ? new TimeFeed(Settings.Overlap) : null;
        List = Request(Settings.List);
        Read = Request(Settings.Read);
        Find = Request(Settings.Find);
        Create = Request(Settings.Create);
        Update = Request(Settings.Update);
        Delete = Request(Settings.Delete);

        RequestTemplate Request(Operation operation) =>
            new(new HttpMethod(operation.Method.ToUpperInvariant()), new UrlTemplate(operation.Url, kind.Path.Trim('/')));
    }

    public Protocol Settings { get; }

    public ConnectorCapabilities Capabilities { get; }

    public RecordReader Records { get; }

    public RequestTemplate Feed { get; }

    /// <summary>How a feed without a cursor is read; <see langword="null"/>: it has one.</summary>
    public TimeFeed? ByTime { get; }

    public RequestTemplate List { get; }

    public RequestTemplate Read { get; }

    public RequestTemplate Find { get; }

    public RequestTemplate Create { get; }

    public RequestTemplate Update { get; }

    public RequestTemplate Delete { get; }

    /// <summary>The record in the body of a single-record answer; <see langword="null"/> where there is none.</summary>
    public SideRecord? Unwrapped(JsonDocument answer, string? etag) =>
        DottedPath.Find(answer.RootElement, Settings.Wrapper ?? "") is { } record ? Records.Record(record, etag) : null;
}

/// <summary>One operation, ready to be filled in.</summary>
internal sealed record RequestTemplate(HttpMethod Method, UrlTemplate Url);
