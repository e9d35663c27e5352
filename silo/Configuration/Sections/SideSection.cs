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
        var record = RecordSection.Read(map.Optional("record"), new RecordFields());
        var protocol = ProtocolSection.Read(map.Optional("protocol"), new Protocol());
        var capabilities = CapabilitiesSection.Read(map.Optional("capabilities"), new ConnectorCapabilities());
        var side = new SideConfiguration
        {
            Connector = map.Optional("connector")?.OneOf(Connectors) ?? "http",
            Address = ReadAddress(map.Required("address", "write the URL at which the system answers")),
            Auth = new AuthSection(secrets).Read(map.Optional("auth")),
            Limits = ReadLimits(map.Optional("limits")),
            Record = record,
            Protocol = protocol,
            Capabilities = capabilities,
            Webhooks = ReadWebhooks(map.Optional("webhooks")),
            Kinds = map.Required("kinds", "name its kinds of records and their paths")?.Map() is { } kinds
                ? ReadKinds(kinds, record, protocol, capabilities)
                : ImmutableSortedDictionary<string, KindConfiguration>.Empty,
        };
        map.RefuseOtherKeys();
        return side;
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

    private static SideLimits ReadLimits(YamlValue? value)
    {
        var limits = new SideLimits();
        if (value?.Map() is not { } map)
        {
            return limits;
        }

        limits = new SideLimits
        {
            Concurrency = map.Integer("concurrency", 1, 256, limits.Concurrency),
            PerSecond = map.Integer("perSecond", 1, 10_000, limits.PerSecond),
            Timeout = map.Duration("timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5), limits.Timeout),
        };
        map.RefuseOtherKeys();
        return limits;
    }

    private WebhookConfiguration? ReadWebhooks(YamlValue? value)
    {
        if (value?.Map() is not { } map)
        {
            return null;
        }

        var secret = secrets.Read(map.Required("secret", "write the key of the signature as env:NAME or file:PATH"));
        var register = map.Truth("register", false);
        var path = map.Text("registerPath", TextForm.UrlPath, "_webhooks");
        map.RefuseOtherKeys();
        return secret is null ? null : new WebhookConfiguration { Secret = secret, Register = register, RegisterPath = path };
    }

    private static ImmutableSortedDictionary<string, KindConfiguration> ReadKinds(
        YamlMap map, RecordFields record, Protocol protocol, ConnectorCapabilities capabilities)
    {
        var kinds = ImmutableSortedDictionary.CreateBuilder<string, KindConfiguration>(StringComparer.Ordinal);
        foreach (var entry in map.Named(TextForm.Name))
        {
            kinds[entry.Key] = entry.Map() is { } kind ? ReadKind(kind, record, protocol, capabilities) : new() { Path = "" };
        }

        return kinds.ToImmutable();
    }

    /// <summary>A kind's sections start from its side's, key by key.</summary>
    private static KindConfiguration ReadKind(YamlMap map, RecordFields record, Protocol protocol, ConnectorCapabilities capabilities)
    {
        var kind = new KindConfiguration
        {
            Path = map.Required("path", "write the path of its records under the side's address")?.Text(TextForm.UrlPath) ?? "",
            Record = map.Optional("record") is { } own ? RecordSection.Read(own, record) : null,
            Protocol = map.Optional("protocol") is { } spoken ? ProtocolSection.Read(spoken, protocol) : null,
            Capabilities = map.Optional("capabilities") is { } stated ? CapabilitiesSection.Read(stated, capabilities) : null,
        };
        map.RefuseOtherKeys();
        return kind;
    }
}
