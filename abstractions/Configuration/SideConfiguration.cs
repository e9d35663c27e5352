using System.Collections.Immutable;

namespace Sync;

/// <summary>How a side is reached and what its records look like.</summary>
public sealed record SideConfiguration
{
    /// <summary>The connector's name; <c>http</c> is the configurable HTTP connector.</summary>
    public string Connector { get; init; } = "http";

    /// <summary>The base address, ending in a slash; paths of kinds and operations are relative to it.</summary>
    public required Uri Address { get; init; }

    /// <summary>How requests are authorised.</summary>
    public Authentication Auth { get; init; } = new Authentication.None();

    /// <summary>Rate and concurrency.</summary>
    public SideLimits Limits { get; init; } = new();

    /// <summary>Where id, version, modified-at and position stand in a record; dotted paths.</summary>
    public RecordFields Record { get; init; } = new();

    /// <summary>How the feed, listings and writes are spoken.</summary>
    public Protocol Protocol { get; init; } = new();

    /// <summary>What the side can do.</summary>
    public ConnectorCapabilities Capabilities { get; init; } = new();

    /// <summary>The webhooks this side sends; <see langword="null"/>: none are accepted.</summary>
    public WebhookConfiguration? Webhooks { get; init; }

    /// <summary>Entity kinds by name.</summary>
    public required ImmutableSortedDictionary<string, KindConfiguration> Kinds { get; init; }
}

/// <summary>One entity kind of a side. What it leaves out it inherits from its side.</summary>
public sealed record KindConfiguration
{
    /// <summary>The path under the side's address, such as <c>customers</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Overrides <see cref="SideConfiguration.Record"/>.</summary>
    public RecordFields? Record { get; init; }

    /// <summary>Overrides <see cref="SideConfiguration.Protocol"/>.</summary>
    public Protocol? Protocol { get; init; }

    /// <summary>Overrides <see cref="SideConfiguration.Capabilities"/>.</summary>
    public ConnectorCapabilities? Capabilities { get; init; }
}

/// <summary>Dotted paths of what every record carries.</summary>
public sealed record RecordFields
{
    public string Id { get; init; } = "id";

    /// <summary>The version; <see langword="null"/>: the ETag header, or none.</summary>
    public string? Version { get; init; } = "version";

    /// <summary>When the side last changed the record, ISO 8601; <see langword="null"/>: not told.</summary>
    public string? ModifiedAt { get; init; } = "updated_at";

    /// <summary>The place in the feed, a whole number; <see langword="null"/>: positions are not comparable.</summary>
    public string? Position { get; init; } = "seq";

    /// <summary>A boolean that marks a tombstone; <see langword="null"/>: the feed has none.</summary>
    public string? Deleted { get; init; } = "deleted";
}

/// <summary>How a REST side is spoken to. In templates <c>{path}</c>, <c>{id}</c>, <c>{cursor}</c>, <c>{limit}</c>, <c>{wait}</c>,
/// <c>{after}</c>, <c>{field}</c>, <c>{value}</c> and <c>{partition}</c> stand for the URL-escaped values of the call.</summary>
public sealed record Protocol
{
    public Operation Feed { get; init; } = new("GET", "{path}?since={cursor}&limit={limit}&wait={wait}");

    public Operation List { get; init; } = new("GET", "{path}?limit={limit}&after={after}");

    public Operation Read { get; init; } = new("GET", "{path}/{id}");

    public Operation Find { get; init; } = new("GET", "{path}?{field}={value}");

    public Operation Create { get; init; } = new("POST", "{path}");

    public Operation Update { get; init; } = new("PATCH", "{path}/{id}");

    public Operation Delete { get; init; } = new("DELETE", "{path}/{id}");

    /// <summary>Dotted path of the records in a page.</summary>
    public string Items { get; init; } = "items";

    /// <summary>Dotted path of the cursor of the next page.</summary>
    public string Next { get; init; } = "next";

    /// <summary>Dotted path of the boolean that says more is there now.</summary>
    public string More { get; init; } = "more";

    /// <summary>Dotted path, in a listing, of the feed cursor as of that page.</summary>
    public string Cursor { get; init; } = "cursor";

    /// <summary>Dotted path of the record in the body of a single-record request and answer; <see langword="null"/>: the body is the record.</summary>
    public string? Wrapper { get; init; }

    /// <summary>Longest time the feed is asked to wait for a change, in whole seconds on the wire; zero: no long poll.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Pause between two feed requests when the feed cannot wait.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How far back a feed by time is asked again, in whole seconds: longer than any change takes to be seen under its time.</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// What <c>{partition}</c> stands for in the feed and the listing, one after the other: parts of a kind that are taken by ingests of
    /// their own. A record must stay in its part. Empty: the kind is taken as a whole.
    /// </summary>
    public ImmutableArray<string> Partitions { get; init; } = [];

    /// <summary>Records a page.</summary>
    public int PageSize { get; init; } = 200;
}

/// <summary>One operation: method and URL template under the side's address.</summary>
public sealed record Operation(string Method, string Url);

/// <summary>Rate and concurrency of a side, shared by all its kinds.</summary>
public sealed record SideLimits
{
    /// <summary>Requests under way at once; long polls are not counted.</summary>
    public int Concurrency { get; init; } = 16;

    /// <summary>Requests a second; long polls are not counted.</summary>
    public int PerSecond { get; init; } = 500;

    /// <summary>How long one request may take; a long poll gets its wait on top.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>How requests are authorised. Closed. Secrets are held resolved, and never shown.</summary>
public abstract record Authentication
{
    private Authentication()
    {
    }

    public sealed record None : Authentication;

    public sealed record Bearer(Secret Token) : Authentication;

    public sealed record Basic(string User, Secret Password) : Authentication;

    /// <summary>A fixed header.</summary>
    public sealed record Header(string Name, Secret Text) : Authentication;
}

/// <summary>A secret from <c>env:NAME</c> or <c>file:PATH</c>; prints as its source, never as its text.</summary>
public sealed class Secret(string source, string text)
{
    /// <summary>Where it came from, such as <c>env:CRM_TOKEN</c>.</summary>
    public string Source => source;

    /// <summary>The secret itself. Never log it.</summary>
    public string Reveal() => text;

    /// <inheritdoc/>
    public override string ToString() => source;
}

/// <summary>Webhooks a side sends to <c>/webhooks/{side}</c>.</summary>
public sealed record WebhookConfiguration
{
    /// <summary>The key of the HMAC-SHA256 signature.</summary>
    public required Secret Secret { get; init; }

    /// <summary>Whether the silo registers its own address at the side at start-up.</summary>
    public bool Register { get; init; }

    /// <summary>The path that registers, under the side's address.</summary>
    public string RegisterPath { get; init; } = "_webhooks";
}
