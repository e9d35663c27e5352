namespace Sync.Silo.Api;

/// <summary>Checks what people tell pairs and pairings, and turns it into our words.</summary>
internal sealed class InstructionReader(SyncConfiguration configuration)
{
    private const int MaxByLength = 200;

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public (PairId Pair, Instruction.Resolve Instruction) Read(V1.ResolveConflictRequest request)
    {
        var violations = new Violations();
        var pair = RequestReader.Pair("pair_id", request.PairId, violations);
        if (pair is { } id)
            Property(id.Pairing, request.Property, violations);
        var choice = request.Choice.ToSide();
        if (choice is null)
            violations.Add("choice", $"is {(int)request.Choice}; allowed are SIDE_CRM (1) and SIDE_SHOP (2)");
        Seen("seen_crm", request.SeenCrm, violations);
        Seen("seen_shop", request.SeenShop, violations);
        By(request.By, violations);
        violations.ThrowIfAny();
        return (pair!.Value, new Instruction.Resolve(request.Property, choice!.Value, request.SeenCrm.Json, request.SeenShop.Json, request.By));
    }

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public (PairId Pair, Instruction.Replay Instruction) Read(V1.ReplayRequest request)
    {
        var violations = new Violations();
        var pair = RequestReader.Pair("pair_id", request.PairId, violations);
        By(request.By, violations);
        violations.ThrowIfAny();
        return (pair!.Value, new Instruction.Replay(request.By));
    }

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public WantedUndo Read(V1.UndoChangeRequest request)
    {
        var violations = new Violations();
        var change = Change("change", request.Change, violations);
        Seen("seen_crm", request.SeenCrm, violations);
        Seen("seen_shop", request.SeenShop, violations);
        By(request.By, violations);
        violations.ThrowIfAny();
        return new WantedUndo(change!.Value.Pair, change.Value.Sequence, request.SeenCrm.Json, request.SeenShop.Json, request.IncludeOvertaken, request.By);
    }

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public (PairId Pair, long Sequence) Read(V1.UndoneChange request)
    {
        var violations = new Violations();
        var change = Change("change", request, violations);
        violations.ThrowIfAny();
        return change!.Value;
    }

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public void Check(V1.AgreeToDeletionsRequest request)
    {
        var violations = new Violations();
        Pairing(request.Pairing, violations);
        if (request.Deletions is < 1 or > 1_000_000)
            violations.Add("deletions", $"is {request.Deletions}; allowed are 1 to 1000000");
        By(request.By, violations);
        violations.ThrowIfAny();
    }

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public void CheckRun(string pairing, string by)
    {
        var violations = new Violations();
        Pairing(pairing, violations);
        By(by, violations);
        violations.ThrowIfAny();
    }

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public (Pairing Pairing, UndoRange Range) Read(V1.UndoneRange? request)
    {
        var violations = new Violations();
        Pairing("range.pairing", request?.Pairing ?? "", violations);
        if (request?.Since is null)
            violations.Add("range.since", "is not set; everything since when?");
        if (request is { Since: { } since, Until: { } until } && until < since)
            violations.Add("range.until", "is before since");
        violations.ThrowIfAny();
        return (
            configuration.Pairing(request!.Pairing),
            new UndoRange(request.Origin.ToSide(), request.Since.ToDateTimeOffset(), request.Until?.ToDateTimeOffset(), request.Created));
    }

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public void CheckBy(string by)
    {
        var violations = new Violations();
        By(by, violations);
        violations.ThrowIfAny();
    }

    private static (PairId Pair, long Sequence)? Change(string field, V1.UndoneChange? change, Violations violations)
    {
        var pair = RequestReader.Pair($"{field}.pair_id", change?.PairId ?? "", violations);
        var sequence = ActivityMessages.Sequence(change?.Token);
        if (sequence is null)
            violations.Add($"{field}.token", $"'{change?.Token}' is not the token of an activity");
        return pair is null || sequence is null ? null : (pair.Value, sequence.Value);
    }

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public void CheckPairing(string pairing)
    {
        var violations = new Violations();
        Pairing(pairing, violations);
        violations.ThrowIfAny();
    }

    private void Pairing(string pairing, Violations violations) => Pairing("pairing", pairing, violations);

    private void Pairing(string field, string pairing, Violations violations)
    {
        if (configuration.Pairings.All(known => known.Name != pairing))
            violations.Add(field, $"there is no pairing '{pairing}'; allowed are {string.Join(", ", configuration.Pairings.Select(p => p.Name))}");
    }

    private void Property(string pairing, string name, Violations violations)
    {
        var names = configuration.Pairings.FirstOrDefault(known => known.Name == pairing)?.Properties.Select(p => p.Name).ToList();
        if (names is not null && !names.Contains(name))
            violations.Add("property", $"{pairing} has no property '{name}'; allowed are {string.Join(", ", names)}");
    }

    private static void Seen(string field, V1.Value? seen, Violations violations)
    {
        if (string.IsNullOrEmpty(seen?.Json))
            violations.Add(field, "has no json; hand back the value as GetPair gave it");
    }

    internal static void By(string by, Violations violations)
    {
        if (by.Length is 0 or > MaxByLength)
            violations.Add("by", $"has {by.Length} characters; allowed are 1 to {MaxByLength}");
    }
}
