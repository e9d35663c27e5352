using Sync.V1;

namespace Sync.Cli.Dataflow;

/// <summary>What there is to say of the two sides, fact by fact.</summary>
internal static class SideFacts
{
    private static readonly (string Name, Func<SideConfiguration, Phrase> Of)[] Facts =
    [
        ("connector", side => $"{side.Connector}"),
        ("address", side => $"{side.Address}"),
        ("authorisation", side => Describe(side.Authorisation)),
        ("limits", side => $"{side.Limits.Concurrency} requests at once, {side.Limits.PerSecond} a second, {side.Limits.Timeout} each"),
        ("id", side => Field(side.Record.Id)),
        ("version", side => Field(side.Record.Version)),
        ("modified at", side => Field(side.Record.ModifiedAt)),
        ("position", side => Field(side.Record.Position)),
        ("deleted", side => Field(side.Record.Deleted)),
        ("can", side => Listed(side.Capabilities, wanted: true)),
        ("cannot", side => Listed(side.Capabilities, wanted: false)),
        ("find lag", side => $"{side.Capabilities.FindLag}"),
        ("webhooks", side => Describe(side.Webhooks)),
        ("kinds", side => Phrase.Join(", ", side.Kinds.Select(Describe))),
    ];

    /// <summary>Each fact of both sides.</summary>
    public static IEnumerable<(string Name, Phrase Crm, Phrase Shop)> Of(GetConfigurationResponse configuration) =>
        Facts.Select(fact => (fact.Name, fact.Of(configuration.Crm), fact.Of(configuration.Shop)));

    private static Phrase Describe(Authorisation authorisation) => authorisation.Way switch
    {
        "none" => $"none",
        "basic" => $"user {authorisation.Name} with the password of {authorisation.SecretSource}",
        "header" => $"header {authorisation.Name} with the value of {authorisation.SecretSource}",
        var way => $"{way:plain}, secret of {authorisation.SecretSource}",
    };

    private static Phrase Field(string path) => path.Length == 0 ? (Phrase)$"none" : $"{path}";

    private static Phrase Listed(Capabilities can, bool wanted)
    {
        (bool Can, string Name)[] all =
        [
            (can.ComparablePositions, "comparable positions"), (can.Tombstones, "tombstones"), (can.ConditionalWrites, "conditional writes"),
            (can.VersionsNeverRecur, "versions never recur"), (can.IdempotencyKeys, "idempotency keys"), (can.UniqueKeys, "unique keys"),
            (can.Find, "find"),
        ];
        return $"{string.Join(", ", all.Where(one => one.Can == wanted).Select(one => one.Name).DefaultIfEmpty("nothing")):plain}";
    }

    private static Phrase Describe(Webhooks? webhooks) => webhooks switch
    {
        null => $"none",
        { Register: true } => $"signed with the key of {webhooks.SecretSource}, registered at {webhooks.RegisterPath}",
        _ => $"signed with the key of {webhooks.SecretSource}",
    };

    private static Phrase Describe(KindConfiguration kind)
    {
        var own = kind switch
        {
            { Record: not null, Capabilities: not null } => " (record fields and capabilities of its own)",
            { Record: not null } => " (record fields of its own)",
            { Capabilities: not null } => " (capabilities of its own)",
            _ => "",
        };
        return $"{kind.Name} at {kind.Path}{own:plain}";
    }
}
