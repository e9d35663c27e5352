using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sync.Configuration;
using Sync.Grains;

namespace Sync.Silo.Plan;

/// <summary>A plan for scripts: one JSON object with everything.</summary>
internal static class PlanJson
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(PlanReport plan) => new JsonObject
    {
        ["pairings"] = List(plan.Pairings, pairing => new JsonObject
        {
            ["pairing"] = pairing.Name,
            ["pairs"] = pairing.Pairs,
            ["mapping"] = pairing.Change is { } change ? Mapping(change) : null,
            ["links"] = plan.Links.Count(link => link.Pairing == pairing.Name),
            ["creates"] = Counts(plan, pairing.Name, PlannedVerb.Create),
            ["updates"] = Counts(plan, pairing.Name, PlannedVerb.Update),
            ["deletions"] = Counts(plan, pairing.Name, PlannedVerb.Delete),
            ["decisions"] = plan.Decisions.Count(decision => decision.Pairing == pairing.Name),
            ["conflicts"] = plan.Conflicts.Count(conflict => conflict.Pairing == pairing.Name),
            ["halted"] = plan.Halted.Count(pair => pair.Pairing == pairing.Name),
        }),
        ["writes"] = List(plan.Writes, write => new JsonObject
        {
            ["pairing"] = write.Pairing,
            ["verb"] = write.Verb.ToString().ToLowerInvariant(),
            ["side"] = write.Side.Name(),
            ["kind"] = write.Kind,
            ["id"] = write.ExternalId,
            // Of a record that would be created the id stands for the one that its side gives it.
            ["isPlanned"] = Rehearsal.IsPlanned(write.ExternalId),
            ["body"] = write.Body?.DeepClone(),
            ["before"] = write.Before?.DeepClone(),
        }),
        ["links"] = List(plan.Links, link => new JsonObject { ["pairing"] = link.Pairing, ["crm"] = link.Crm, ["shop"] = link.Shop }),
        ["decisions"] = List(plan.Decisions, decision => new JsonObject
        {
            ["pairing"] = decision.Pairing, ["pair"] = decision.Pair.Value, ["property"] = decision.Property, ["text"] = decision.Text,
        }),
        ["conflicts"] = List(plan.Conflicts, conflict => new JsonObject
        {
            ["pairing"] = conflict.Pairing, ["crm"] = conflict.Crm, ["shop"] = conflict.Shop, ["property"] = conflict.Property,
            ["crmValue"] = conflict.CrmValue, ["shopValue"] = conflict.ShopValue, ["reason"] = conflict.Reason,
        }),
        ["halted"] = List(plan.Halted, pair => new JsonObject
        {
            ["pairing"] = pair.Pairing, ["status"] = pair.Status.Name(), ["crm"] = pair.Crm, ["shop"] = pair.Shop, ["reason"] = pair.Reason,
        }),
        ["deletionsBeyondBudget"] = plan.DeletionsWaiting.Count,
    }.ToJsonString(Readable);

    private static JsonObject Mapping(MappingChange change) => new()
    {
        ["revision"] = change.Revision,
        ["gained"] = List(change.Gained, name => name),
        ["lost"] = List(change.Lost, name => name),
        ["otherwise"] = List(change.Otherwise, name => name),
        ["scope"] = change.Scope,
    };

    private static JsonObject Counts(PlanReport plan, string pairing, PlannedVerb verb) => new()
    {
        [Side.Crm.Name()] = plan.Count(pairing, verb, Side.Crm),
        [Side.Shop.Name()] = plan.Count(pairing, verb, Side.Shop),
    };

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode?> write) => new([.. items.Select(write)]);
}
