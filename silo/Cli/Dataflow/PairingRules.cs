using Google.Protobuf.Collections;
using Sync.V1;

namespace Sync.Cli.Dataflow;

/// <summary>The rules of a pairing in sentences: what is linked, created and deleted, and who wins.</summary>
internal static class PairingRules
{
    public static IEnumerable<Phrase> Of(PairingConfiguration pairing) =>
    [
        Linked(pairing),
        .. Shared(pairing),
        .. TakesPart(pairing),
        Created(pairing.Create),
        .. Needs(pairing),
        .. CreatedWith(pairing),
        Deleted("CRM", "shop", pairing.Crm.WhenDeleted, pairing.Shop.Archive),
        Deleted("shop", "CRM", pairing.Shop.WhenDeleted, pairing.Crm.Archive),
        AgainstEdit(pairing.AgainstEdit),
        $"More than {pairing.DeletionBudget} deletions in {pairing.DeletionWindow} wait for a person.",
        pairing.SweepEvery.Length > 0
            ? (Phrase)$"All pairs are compared with both systems {pairing.SweepEvery} after the last time."
            : $"All pairs are compared with both systems only when somebody asks for it.",
        $"When both sides changed a property: {Winner(pairing.Policy)}.",
        $"{Preferred(pairing)} wins ties and missing times; its values stand when two records meet for the first time and differ.",
        $"Mapping revision {pairing.MappingRevision}.",
    ];

    /// <summary>Paths and what stands there, in the order of the paths.</summary>
    public static Phrase Fields(MapField<string, string> fields) => Phrase.Join(
        " and ", fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => (Phrase)$"{field.Key} = {field.Value}"));

    /// <summary>What a policy means.</summary>
    public static Phrase Winner(string policy) => policy switch
    {
        "newer" => $"the later edit wins",
        "crm" => $"the CRM wins",
        "shop" => $"the shop wins",
        "manual" => $"a person decides, and until then each side keeps its own",
        "sum" => $"what both sides counted is added up",
        _ => $"{policy}",
    };

    private static Phrase Linked(PairingConfiguration pairing)
    {
        Phrase how = pairing.Match.Count > 0
            ? (Phrase)$"records that agree in {Phrase.Listed(pairing.Match)} are one and the same"
            : $"a record meets its counterpart only by being created from it";
        return $"CRM {pairing.Crm.Kind} <-> shop {pairing.Shop.Kind}: {how}.";
    }

    private static IEnumerable<Phrase> Shared(PairingConfiguration pairing)
    {
        if (pairing.Many == Side.Crm)
            yield return $"One CRM {pairing.Crm.Kind} may have many shop {pairing.Shop.Kind} records, and an edit of it reaches all of them.";
        else if (pairing.Many == Side.Shop)
            yield return $"One shop {pairing.Shop.Kind} may have many CRM {pairing.Crm.Kind} records, and an edit of it reaches all of them.";
    }

    private static IEnumerable<Phrase> TakesPart(PairingConfiguration pairing)
    {
        foreach (var (side, name) in Both(pairing).Where(one => one.Side.Where.Count > 0))
            yield return $"In the {name:plain} only records with {Fields(side.Where)} take part.";
    }

    private static Phrase Created(string create) => create switch
    {
        "both" => $"Created on both sides: a record without a counterpart gets one on the other side.",
        "crm" => $"Created in the CRM only, from the shop's record.",
        "shop" => $"Created in the shop only, from the CRM's record.",
        "none" => $"Never created: only records that exist on both sides are linked.",
        _ => $"Created: {create}.",
    };

    private static IEnumerable<Phrase> Needs(PairingConfiguration pairing)
    {
        if (pairing.Needs.Count > 0)
            yield return $"Created only once what it refers to is linked under {Phrase.Listed(pairing.Needs)}.";
    }

    private static IEnumerable<Phrase> CreatedWith(PairingConfiguration pairing)
    {
        foreach (var (side, name) in Both(pairing).Where(one => one.Side.Constants.Count > 0))
            yield return $"What is created in the {name:plain} gets {Fields(side.Constants)}.";
    }

    private static Phrase Deleted(string side, string other, string mode, MapField<string, string> archive)
    {
        Phrase what = mode switch
        {
            "propagate" => $"the {other:plain}'s is deleted too",
            "archive" => $"the {other:plain}'s gets {Fields(archive)} and is left alone",
            "unlink" => $"the {other:plain}'s stays, and the deleted one is not made again",
            "ignore" => $"the {other:plain}'s stays and is left alone until the deleted one is back",
            _ => $"{mode}",
        };
        return $"When the {side:plain}'s record is deleted, {what}.";
    }

    private static Phrase AgainstEdit(string mode) => mode switch
    {
        "edit-wins" => $"Deleted on one side and edited on the other: the edit wins, and the deleted one is made again.",
        "delete-wins" => $"Deleted on one side and edited on the other: the deletion wins.",
        "manual" => $"Deleted on one side and edited on the other: a person decides.",
        _ => $"Deleted on one side and edited on the other: {mode}.",
    };

    private static Phrase Preferred(PairingConfiguration pairing) => pairing.Preferred == Side.Crm ? (Phrase)$"The CRM" : $"The shop";

    private static (PairingSideConfiguration Side, string Name)[] Both(PairingConfiguration pairing) => [(pairing.Crm, "CRM"), (pairing.Shop, "shop")];
}
