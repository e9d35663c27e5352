using System.Diagnostics;
using Sync.Configuration;
using Sync.Configuration.Yaml;

namespace Sync.Silo.Api;

/// <summary>The configuration as the contract has it. Of a secret only its source is touched.</summary>
internal static class ConfigurationMessages
{
    /// <param name="configuration">What runs.</param>
    /// <param name="file">Where it was read; <see langword="null"/>: it is the embedded default.</param>
    /// <param name="changes">What pairings read otherwise than before.</param>
    public static V1.GetConfigurationResponse ToV1(this SyncConfiguration configuration, string? file, IReadOnlyList<MappingChange> changes) => new()
    {
        Version = StatusReader.Version,
        File = file is null ? "" : Path.GetFullPath(file),
        Crm = ToV1(configuration.Sides.Crm),
        Shop = ToV1(configuration.Sides.Shop),
        Pairings = { configuration.Pairings.Select(pairing => pairing.ToV1(changes.FirstOrDefault(change => change.Pairing == pairing.Name))) },
        ActivityKeep = Durations.Show(configuration.Activity.Keep),
        ActivityMost = configuration.Activity.Most,
    };

    private static V1.SideConfiguration ToV1(SideConfiguration side) => new()
    {
        Connector = side.Connector,
        Address = side.Address.ToString(),
        Authorisation = ToV1(side.Auth),
        Limits = new V1.SideLimits
        {
            Concurrency = side.Limits.Concurrency,
            PerSecond = side.Limits.PerSecond,
            Timeout = Durations.Show(side.Limits.Timeout),
        },
        Record = ToV1(side.Record),
        Capabilities = ToV1(side.Capabilities),
        Webhooks = side.Webhooks is not { } webhooks ? null : new V1.Webhooks
        {
            SecretSource = webhooks.Secret.Source,
            Register = webhooks.Register,
            RegisterPath = webhooks.RegisterPath,
        },
        Kinds = { side.Kinds.Select(kind => ToV1(kind.Key, kind.Value)) },
    };

    private static V1.Authorisation ToV1(Authentication auth) => auth switch
    {
        Authentication.None => new V1.Authorisation { Way = "none" },
        Authentication.Bearer bearer => new V1.Authorisation { Way = "bearer", SecretSource = bearer.Token.Source },
        Authentication.Basic basic => new V1.Authorisation { Way = "basic", Name = basic.User, SecretSource = basic.Password.Source },
        Authentication.Header header => new V1.Authorisation { Way = "header", Name = header.Name, SecretSource = header.Text.Source },
        _ => throw new UnreachableException(),
    };

    private static V1.RecordFields ToV1(RecordFields record) => new()
    {
        Id = record.Id,
        Version = record.Version ?? "",
        ModifiedAt = record.ModifiedAt ?? "",
        Position = record.Position ?? "",
        Deleted = record.Deleted ?? "",
    };

    private static V1.Capabilities ToV1(ConnectorCapabilities capabilities) => new()
    {
        ComparablePositions = capabilities.ComparablePositions,
        Tombstones = capabilities.Tombstones,
        ConditionalWrites = capabilities.ConditionalWrites,
        VersionsNeverRecur = capabilities.VersionsNeverRecur,
        IdempotencyKeys = capabilities.IdempotencyKeys,
        UniqueKeys = capabilities.UniqueKeys,
        Find = capabilities.Find,
        FindLag = Durations.Show(capabilities.FindLag),
    };

    private static V1.KindConfiguration ToV1(string name, KindConfiguration kind) => new()
    {
        Name = name,
        Path = kind.Path,
        Record = kind.Record is { } record ? ToV1(record) : null,
        Capabilities = kind.Capabilities is { } capabilities ? ToV1(capabilities) : null,
    };
}
