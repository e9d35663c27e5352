using Grpc.Core;

namespace Sync.Silo.Api;

/// <summary>The service of sync.v1; what it promises stands in <c>sync.proto</c>.</summary>
internal sealed partial class SyncApi(
    IPairStore store, StatusReader status, SiloReader silos, ActivityReader activity, Instructor instructor, Links links, Candidates candidates, Resyncs resyncs,
    Sweeps sweeps, Explainer explainer, Undos undos, SyncConfiguration configuration,
    V1.GetConfigurationResponse running, IHostApplicationLifetime lifetime)
    : V1.SyncService.SyncServiceBase
{
    private const int ActivityOfPair = 20;
    private const int PairsOfRecord = 100;

    private readonly RequestReader requests = new(configuration);
    private readonly InstructionReader instructions = new(configuration);

    /// <inheritdoc/>
    public override Task<V1.GetStatusResponse> GetStatus(V1.GetStatusRequest request, ServerCallContext context) =>
        status.ReadAsync(context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.ListSilosResponse> ListSilos(V1.ListSilosRequest request, ServerCallContext context) =>
        silos.ReadAsync(context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.GetConfigurationResponse> GetConfiguration(V1.GetConfigurationRequest request, ServerCallContext context) =>
        Task.FromResult(running);

    /// <inheritdoc/>
    public override async Task<V1.GetPairResponse> GetPair(V1.GetPairRequest request, ServerCallContext context)
    {
        var wanted = requests.Read(request);
        var rows = await RowsAsync(wanted, context.CancellationToken);
        if (rows.Count == 0)
            throw NotFound(wanted);
        var pairs = await Task.WhenAll(rows.Select(row => DescribeAsync(row, context.CancellationToken)));
        return new V1.GetPairResponse { Pairs = { pairs } };
    }

    /// <inheritdoc/>
    public override async Task<V1.ExplainResponse> Explain(V1.ExplainRequest request, ServerCallContext context)
    {
        var (wanted, property, limit) = requests.Read(request);
        var rows = await RowsAsync(wanted, context.CancellationToken);
        if (rows.Count == 0 && wanted is WantedPairs.Holding)
            throw NotFound(wanted);
        var pairs = rows.Count > 0 ? rows.Select(row => (row.Id, Row: (PairRow?)row)) : [(((WantedPairs.One)wanted).Id, null)];
        return new V1.ExplainResponse
        {
            Explanations = { await Task.WhenAll(pairs.Select(pair => explainer.ExplainAsync(pair.Id, pair.Row, property, limit, context.CancellationToken))) },
        };
    }

    /// <inheritdoc/>
    public override async Task<V1.ListPairsResponse> ListPairs(V1.ListPairsRequest request, ServerCallContext context)
    {
        var page = await store.ListAsync(requests.Read(request), context.CancellationToken);
        return new V1.ListPairsResponse
        {
            Pairs = { page.Rows.Select(PairMessages.ToSummary) },
            NextPageToken = page.More ? RequestReader.PageToken(page.Rows[^1].Id) : "",
        };
    }

    /// <inheritdoc/>
    public override async Task WatchActivity(
        V1.WatchActivityRequest request, IServerStreamWriter<V1.Activity> responseStream, ServerCallContext context)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            await WatchAsync(requests.Read(request), responseStream, context, ends.Token);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "This silo is shutting down; resume with the last token received."));
        }
    }

    /// <inheritdoc/>
    public override async Task<V1.Pair> ResolveConflict(V1.ResolveConflictRequest request, ServerCallContext context)
    {
        var (pair, instruction) = instructions.Read(request);
        return await InstructAsync(pair, instruction, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<V1.Pair> Replay(V1.ReplayRequest request, ServerCallContext context)
    {
        var (pair, instruction) = instructions.Read(request);
        return await InstructAsync(pair, instruction, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task Resync(V1.ResyncRequest request, IServerStreamWriter<V1.ResyncProgress> responseStream, ServerCallContext context)
    {
        instructions.CheckRun(request.Pairing, request.By);
        return resyncs.FollowAsync(request.Pairing, request.By, responseStream, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task<V1.ResyncProgress> CancelResync(V1.CancelResyncRequest request, ServerCallContext context)
    {
        instructions.CheckRun(request.Pairing, request.By);
        return resyncs.CancelAsync(request.Pairing, request.By);
    }

    /// <inheritdoc/>
    public override Task Sweep(V1.SweepRequest request, IServerStreamWriter<V1.SweepReport> responseStream, ServerCallContext context)
    {
        instructions.CheckRun(request.Pairing, request.By);
        return sweeps.FollowAsync(request.Pairing, request.By, responseStream, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task<V1.SweepReport> CancelSweep(V1.CancelSweepRequest request, ServerCallContext context)
    {
        instructions.CheckRun(request.Pairing, request.By);
        return sweeps.CancelAsync(request.Pairing, request.By);
    }

    /// <inheritdoc/>
    public override Task<V1.SweepReport> GetSweep(V1.GetSweepRequest request, ServerCallContext context)
    {
        instructions.CheckPairing(request.Pairing);
        return sweeps.ReportAsync(request.Pairing);
    }

    /// <inheritdoc/>
    public override async Task<V1.PairingStatus> AgreeToDeletions(V1.AgreeToDeletionsRequest request, ServerCallContext context)
    {
        instructions.Check(request);
        await instructor.AgreeToDeletionsAsync(request.Pairing, request.Deletions, request.By);
        return (await status.ReadAsync(context.CancellationToken)).Pairings.Single(pairing => pairing.Pairing == request.Pairing);
    }

    /// <inheritdoc/>
    public override async Task<V1.PairingStatus> AgreeToCreates(V1.AgreeToCreatesRequest request, ServerCallContext context)
    {
        instructions.CheckRun(request.Pairing, request.By);
        await instructor.AgreeToCreatesAsync(request.Pairing, request.By);
        return (await status.ReadAsync(context.CancellationToken)).Pairings.Single(pairing => pairing.Pairing == request.Pairing);
    }

    /// <inheritdoc/>
    public override Task<V1.GetCandidatesResponse> GetCandidates(V1.GetCandidatesRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        var pair = RequestReader.Pair("pair_id", request.PairId, violations);
        violations.ThrowIfAny();
        return candidates.ReadAsync(pair!.Value, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task<V1.LinkAnswer> Unlink(V1.UnlinkRequest request, ServerCallContext context) => LinkAsync(LinkReader.Read(request));

    /// <inheritdoc/>
    public override Task<V1.LinkAnswer> Lift(V1.LiftRequest request, ServerCallContext context) => LinkAsync(LinkReader.Read(request));

    /// <inheritdoc/>
    public override Task<V1.LinkAnswer> Link(V1.LinkRequest request, ServerCallContext context) => LinkAsync(LinkReader.Read(request));

    /// <inheritdoc/>
    public override Task<V1.LinkAnswer> Split(V1.SplitRequest request, ServerCallContext context) => LinkAsync(LinkReader.Read(request));

    /// <inheritdoc/>
    public override Task<V1.LinkAnswer> Merge(V1.MergeRequest request, ServerCallContext context) => LinkAsync(LinkReader.Read(request));

    private Task<V1.LinkAnswer> LinkAsync((PairId Pair, Instruction Instruction) told) =>
        links.InstructAsync(told.Pair, told.Instruction, row => DescribeAsync(row, CancellationToken.None));

    private async Task<V1.Pair> InstructAsync(PairId pair, Instruction instruction, CancellationToken cancellation)
    {
        await instructor.InstructAsync(pair, instruction);
        return await PresentAsync(pair, cancellation);
    }

    private async Task<V1.Pair> PresentAsync(PairId pair, CancellationToken cancellation)
    {
        return await store.LoadAsync(pair, cancellation) is { } row
            ? await DescribeAsync(row, cancellation)
            : throw NotFound(new WantedPairs.One(pair));
    }

    private async Task WatchAsync(
        WantedActivity wanted, IServerStreamWriter<V1.Activity> stream, ServerCallContext context, CancellationToken ends)
    {
        if (wanted.Filter.Pair is { } pair && !await IsKnownAsync(pair, ends))
            throw NotFound(new WantedPairs.One(pair));
        if (wanted.After is { } token && !await activity.IsKeptAsync(token, ends))
            throw new RpcException(new Status(
                StatusCode.OutOfRange, $"What followed token '{token}' is no longer kept, or was never here; start anew with 'last'."));
        var (last, newest) = await activity.LastAsync(wanted.Filter, wanted.Last, ends);

        // Headers tell the caller that the start is fixed: whatever becomes durable after they arrive will be in the stream.
        await context.WriteResponseHeadersAsync([]);
        foreach (var recorded in last)
            await stream.WriteAsync(recorded.ToV1(), ends);
        await foreach (var recorded in activity.FollowAsync(wanted.After ?? newest, wanted.Filter, ends))
            await stream.WriteAsync(recorded.ToV1(), ends);
    }

    private async Task<IReadOnlyList<PairRow>> RowsAsync(WantedPairs wanted, CancellationToken cancellation) => wanted switch
    {
        WantedPairs.One one => await store.LoadAsync(one.Id, cancellation) is { } row ? [row] : [],
        WantedPairs.Holding record => await HoldingAsync(record, cancellation),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private async Task<IReadOnlyList<PairRow>> HoldingAsync(WantedPairs.Holding record, CancellationToken cancellation)
    {
        var pages = await Task.WhenAll(record.Pairings.Select(pairing => store.ListAsync(
            new PairQuery(pairing, Record: (record.Side, record.ExternalId), Limit: PairsOfRecord), cancellation)));
        return [.. pages.SelectMany(page => page.Rows)];
    }

    private async Task<V1.Pair> DescribeAsync(PairRow row, CancellationToken cancellation) => row.ToPair(
        configuration.Pairings.FirstOrDefault(pairing => pairing.Name == row.Id.Pairing),
        await store.LastActivityAsync(row.Id, before: null, ActivityOfPair, cancellation));

    /// <summary>A pair that was absorbed or purged has no row, but what happened to it is still of interest.</summary>
    private async Task<bool> IsKnownAsync(PairId pair, CancellationToken cancellation) =>
        await store.LoadAsync(pair, cancellation) is not null || await store.LastActivityAsync(pair, before: null, limit: 1, cancellation) is [_, ..];

    private static RpcException NotFound(WantedPairs wanted) => new(new Status(StatusCode.NotFound, wanted switch
    {
        WantedPairs.One one => $"There is no pair '{one.Id}'.",
        WantedPairs.Holding { Pairings: [] } record => $"The pairing asked for does not use {record.Side.Name()} {record.Kind}.",
        WantedPairs.Holding record =>
            $"No pair of {string.Join(", ", record.Pairings)} holds {record.Side.Name()} {record.Kind} '{record.ExternalId}'.",
        _ => throw new System.Diagnostics.UnreachableException(),
    }));
}
