namespace Sync.Reconciliation;

/// <summary>What a pair would write as things stand: the same judgement as the merge makes, and nothing is changed by it.</summary>
internal static class Foreseeing
{
    public static Foreseen[] Of(PairState state, Terms terms) =>
        [.. terms.Pairing.Properties.Select(property => Of(state, property, terms.Pairing)).OfType<Foreseen>()];

    private static Foreseen? Of(PairState state, Property property, Pairing pairing) => Judging.Judge(state, property, pairing) switch
    {
        Verdict.Propagate { From: var from, Rule: var rule } => Set(state, property.Name, from.Other(), state[from].Seen[property.Name]!, rule),
        Verdict.Combine { To: var to, Value: var value, Rule: var rule } => Set(state, property.Name, to, value, rule),
        Verdict.Quarantine quarantine => new Foreseen(
            Side.Crm, ForeseenAct.Ask, property.Name, Text(state.Sides.Crm.Seen[property.Name]), Text(state.Sides.Shop.Seen[property.Name]), quarantine.Reason),
        Verdict.Unknown or Verdict.Unchanged or Verdict.Agreed or Verdict.Apart => null,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Foreseen Set(PairState state, string property, Side target, Value value, string rule) =>
        new(target, ForeseenAct.Set, property, Text(state[target].Seen[property]), Text(value), rule);

    private static string? Text(Value? value) => value is null ? null : ValueJson.Text(value);
}
