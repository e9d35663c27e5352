namespace Sync.Silo.Api;

/// <summary>Checks what people want of links, and turns it into our words.</summary>
internal static class LinkReader
{
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, as by all here.</exception>
    public static (PairId Pair, Instruction Instruction) Read(V1.UnlinkRequest request)
    {
        var violations = new Violations();
        var (pair, seen) = Seen("pair", request.Pair, violations);
        return (Checked(pair, request.By, violations), new Instruction.Unlink(seen, request.By));
    }

    public static (PairId Pair, Instruction Instruction) Read(V1.LiftRequest request)
    {
        var violations = new Violations();
        var (pair, seen) = Seen("pair", request.Pair, violations);
        return (Checked(pair, request.By, violations), new Instruction.Lift(seen, request.By, request.Preview));
    }

    public static (PairId Pair, Instruction Instruction) Read(V1.LinkRequest request)
    {
        var violations = new Violations();
        var (pair, seen) = Seen("pair", request.Pair, violations);
        var side = SideOf("side", request.Side, violations);
        if (request.ExternalId.Length == 0)
            violations.Add("external_id", "is empty");
        return (
            Checked(pair, request.By, violations),
            new Instruction.Link(seen, side, request.ExternalId, request.Replace, request.By, request.Preview));
    }

    public static (PairId Pair, Instruction Instruction) Read(V1.SplitRequest request)
    {
        var violations = new Violations();
        var (pair, seen) = Seen("pair", request.Pair, violations);
        var leaves = SideOf("leaves", request.Leaves, violations);
        return (Checked(pair, request.By, violations), new Instruction.Split(seen, leaves, request.By, request.Preview));
    }

    public static (PairId Pair, Instruction Instruction) Read(V1.MergeRequest request)
    {
        var violations = new Violations();
        var (pair, seen) = Seen("pair", request.Pair, violations);
        var (into, intoSeen) = Seen("into", request.Into, violations);
        if (pair is not null && into is not null && pair.Value.Pairing != into.Value.Pairing)
            violations.Add("into.pair_id", $"is of pairing {into.Value.Pairing}, and pair.pair_id of {pair.Value.Pairing}");
        return (
            Checked(pair, request.By, violations),
            new Instruction.Merge(seen, into?.Value ?? "", intoSeen, request.By, request.Preview));
    }

    private static (PairId? Pair, SeenLink Seen) Seen(string field, V1.SeenPair? pair, Violations violations)
    {
        if (pair is { RowVersion: < 0 })
            violations.Add($"{field}.row_version", $"is {pair.RowVersion}; allowed are those of GetPair, and 0 for any");
        return (
            RequestReader.Pair($"{field}.pair_id", pair?.PairId ?? "", violations),
            new SeenLink(Named(pair?.CrmId), Named(pair?.ShopId), pair?.RowVersion is > 0 and var version ? version : null));
    }

    private static Side SideOf(string field, V1.Side side, Violations violations)
    {
        if (side.ToSide() is { } known)
            return known;
        violations.Add(field, $"is {(int)side}; allowed are SIDE_CRM (1) and SIDE_SHOP (2)");
        return default;
    }

    private static PairId Checked(PairId? pair, string by, Violations violations)
    {
        InstructionReader.By(by, violations);
        violations.ThrowIfAny();
        return pair!.Value;
    }

    private static string? Named(string? id) => string.IsNullOrEmpty(id) ? null : id;
}
