using System.Collections.Immutable;
using Sync.Configuration.Yaml;

namespace Sync.Configuration.Sections;

/// <summary><c>sides.crm</c> and <c>sides.shop</c>: how a system is reached and what its records look like.</summary>
internal sealed class SideSection(SecretReader secrets)
{
    private static readonly string[] Connectors = ["http"];

    /// <summary>Stands where a mistake left no address.</summary>
    private static readonly Uri NoAddress = new("http://address.invalid/");

    public SideConfiguration Read(YamlMap map)
    {
        var side = new SideConfiguration
        {
            Connector = map.Optional("connector")?.OneOf(Connectors) ?? "http",
            Address = ReadAddress(map.Required("address", "write the URL at which the system answers")),
            Auth = new AuthSection(secrets).Read(map.Optional("auth")),
            Limits = ReadLimits(map.Optional("limits"), new SideLimits()),
            Record = RecordSection.Read(map.Optional("record"), new RecordFields()),
            Protocol = ProtocolSection.Read(map.Optional("protocol"), new Protocol()),
            Capabilities = CapabilitiesSection.Read(map.Optional("capabilities"), new ConnectorCapabilities()),
            Webhooks = YamlMap.Section(map.Optional("webhooks"), null, ReadWebhooks),
            Kinds = ImmutableSortedDictionary<string, KindConfiguration>.Empty,
        };
        CapabilitiesSection.Check(map, side.Record, side.Capabilities);
        var kinds = map.Required("kinds", "name its kinds of records and their paths")?.Map();
        return kinds is null ? side : side with { Kinds = ReadKinds(kinds, side) };
    }

    /// <summary>With a slash at the end, since a relative URL replaces what follows the last one.</summary>
    private static Uri ReadAddress(YamlValue? value)
    {
        if (value?.Text(TextForm.Address) is not { } text)
        {
            return NoAddress;
        }

        if (Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var address))
        {
            return address;
        }

        value.Mistake(MistakeCode.AddressForm, $"{value.Path} is no URL; check its host and port.");
        return NoAddress;
    }

    private static SideLimits ReadLimits(YamlValue? value, SideLimits usual) => YamlMap.Section(value, usual, map => new SideLimits
    {
        Concurrency = map.Integer("concurrency", 1, 256, usual.Concurrency),
        PerSecond = map.Integer("perSecond", 1, 10_000, usual.PerSecond),
        Timeout = map.Duration("timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5), usual.Timeout),
    });

    private WebhookConfiguration? ReadWebhooks(YamlMap map)
    {
        var secret = secrets.Read(map.Required("secret", "write the key of the signature as env:NAME or file:PATH"));
        var register = map.Truth("register", false);
        var path = map.Text("registerPath", TextForm.UrlPath, "_webhooks");
        return secret is null ? null : new WebhookConfiguration { Secret = secret, Register = register, RegisterPath = path };
    }

    private static ImmutableSortedDictionary<string, KindConfiguration> ReadKinds(YamlMap map, SideConfiguration side) =>
        map.Named(TextForm.Name).ToImmutableSortedDictionary(
            entry => entry.Key,
            entry => YamlMap.Section(entry, new KindConfiguration { Path = "" }, kind => ReadKind(kind, side)),
            StringComparer.Ordinal);

    /// <summary>A kind's sections start from its side's, key by key.</summary>
    private static KindConfiguration ReadKind(YamlMap map, SideConfiguration side)
    {
        var kind = new KindConfiguration
        {
            Path = map.Required("path", "write the path of its records under the side's address")?.Text(TextForm.UrlPath) ?? "",
            Record = map.Optional("record") is { } own ? RecordSection.Read(own, side.Record) : null,
            Protocol = map.Optional("protocol") is { } spoken ? ProtocolSection.Read(spoken, side.Protocol) : null,
            Capabilities = map.Optional("capabilities") is { } stated ? CapabilitiesSection.Read(stated, side.Capabilities) : null,
        };
        if (kind.Record is not null || kind.Capabilities is not null)
        {
            CapabilitiesSection.Check(map, kind.Record ?? side.Record, kind.Capabilities ?? side.Capabilities);
        }

        return kind;
    }
}
