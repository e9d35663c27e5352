using System.Text.Json.Nodes;

namespace Sync.Grains;

/// <summary>A write that would follow.</summary>
/// <param name="Pairing">The pairing whose pair writes.</param>
/// <param name="Verb">What it does.</param>
/// <param name="Side">Where.</param>
/// <param name="Kind">To a record of this kind.</param>
/// <param name="ExternalId">The record; of one that would be created a number that stands for it.</param>
/// <param name="Body">What is sent, in the side's native shape; <see langword="null"/> for a deletion.</param>
/// <param name="Before">The record before it; <see langword="null"/> for a create.</param>
public sealed record PlannedWrite(string Pairing, PlannedVerb Verb, Side Side, string Kind, string ExternalId, JsonObject? Body, JsonObject? Before);

/// <summary>What a write does.</summary>
public enum PlannedVerb
{
    Create,
    Update,
    Delete,
}
