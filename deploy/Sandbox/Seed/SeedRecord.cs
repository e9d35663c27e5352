using System.Text.Json.Nodes;

namespace Sync.Sandbox.Seed;

/// <summary>One invented record, not yet stored.</summary>
/// <param name="Kind">The kind it belongs to.</param>
/// <param name="Id">Its id; other invented records refer to it.</param>
/// <param name="Fields">Its native fields.</param>
/// <param name="UpdatedAt">When it was last touched; always in the past.</param>
internal sealed record SeedRecord(string Kind, string Id, JsonObject Fields, DateTimeOffset UpdatedAt);
