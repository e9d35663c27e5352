using Grpc.Core;

namespace Sync.Silo.Api;

internal sealed partial class SyncApi
{
    /// <inheritdoc/>
    public override async Task PreviewUndo(
        V1.PreviewUndoRequest request, IServerStreamWriter<V1.UndoItem> responseStream, ServerCallContext context)
    {
        var cancellation = context.CancellationToken;
        if (request.WhatCase == V1.PreviewUndoRequest.WhatOneofCase.Range)
        {
            var (pairing, range) = instructions.Read(request.Range);
            await foreach (var item in undos.PreviewAsync(pairing, range, cancellation))
                await responseStream.WriteAsync(item, cancellation);
            return;
        }
        var (pair, sequence) = instructions.Read(request.Change);
        await responseStream.WriteAsync(await undos.PreviewAsync(pair, sequence, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public override async Task<V1.Pair> UndoChange(V1.UndoChangeRequest request, ServerCallContext context)
    {
        var wanted = instructions.Read(request);
        await undos.UndoAsync(wanted, context.CancellationToken);
        return await PresentAsync(wanted.Pair, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task UndoSince(V1.UndoSinceRequest request, IServerStreamWriter<V1.UndoProgress> responseStream, ServerCallContext context)
    {
        instructions.CheckBy(request.By);
        var (pairing, range) = instructions.Read(request.Range);
        return undos.FollowAsync(pairing, range, request.IncludeOvertaken, request.By, responseStream, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task<V1.UndoProgress> CancelUndo(V1.CancelUndoRequest request, ServerCallContext context)
    {
        instructions.CheckRun(request.Pairing, request.By);
        return undos.CancelAsync(request.Pairing, request.By);
    }
}
