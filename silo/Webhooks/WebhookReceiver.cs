namespace Sync.Webhooks;

/// <summary>
/// Takes webhooks. A delivery is only a hint that a record may have changed: it is verified, stored durably, answered, and its
/// ingest told to look; the record itself is read later. Thread-safe.
/// </summary>
internal sealed partial class WebhookReceiver(
    SyncConfiguration configuration, IWebhookInbox inbox, IGrainFactory grains, TimeProvider time, ILogger<WebhookReceiver> log)
{
    /// <summary>The longest body accepted.</summary>
    public const int MaxBytes = 1 << 20;

    public async Task<IResult> ReceiveAsync(string sideName, HttpRequest request, CancellationToken cancellation)
    {
        if (Sides.Parse(sideName) is not { } side || configuration.Sides[side].Webhooks is not { } webhooks)
            return Refusal(StatusCodes.Status404NotFound, $"no webhooks are configured for '{sideName}'");
        if (await ReadAsync(request, cancellation) is not { } body)
            return Refusal(StatusCodes.Status413PayloadTooLarge, $"the body is longer than {MaxBytes} bytes");
        if (WebhookSignature.Doubt(
            webhooks.Secret, request.Headers["X-Timestamp"], request.Headers["X-Signature"], body.Span, time.GetUtcNow()) is { } doubt)
        {
            Doubted(side.Name(), doubt);
            return Refusal(StatusCodes.Status401Unauthorized, doubt);
        }

        try
        {
            var hints = WebhookBody.Read(body, configuration.Sides[side]);
            await inbox.PutAsync(side, hints, cancellation);
            await TellAsync(side, hints);
            return Results.NoContent();
        }
        catch (WebhookRefusedException refused)
        {
            return Refusal(StatusCodes.Status400BadRequest, refused.Message, refused.Field);
        }
        catch (PairStoreException exception)
        {
            NotStored(exception, side.Name());
            return Refusal(StatusCodes.Status503ServiceUnavailable, "the hint could not be stored; please send it again");
        }
    }

    /// <summary>The body; <see langword="null"/> where it is too long.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > MaxBytes)
            return null;
        var room = new byte[(request.ContentLength ?? MaxBytes) + 1];
        var length = await request.Body.ReadAtLeastAsync(room, room.Length, throwOnEndOfStream: false, cancellation);
        return length > MaxBytes ? null : room.AsMemory(0, length);
    }

    /// <summary>Tells the ingests. One that is not told finds the hints at its next look.</summary>
    private async Task TellAsync(Side side, IReadOnlyList<WebhookHint> hints)
    {
        foreach (var kind in hints.Select(hint => hint.Kind).Distinct())
        {
            try
            {
                await grains.GetGrain<IIngestGrain>(configuration.IngestsOf(side, kind)[0].ToString()).InboxAsync();
            }
            catch (Exception exception)
            {
                NotTold(exception, side.Name(), kind);
            }
        }
    }

    private static IResult Refusal(int status, string error, string? field = null) =>
        Results.Json(new { error, field }, statusCode: status);

    [LoggerMessage(LogLevel.Warning, "{Side}: a webhook was not believed: {Doubt}")]
    private partial void Doubted(string side, string doubt);

    [LoggerMessage(LogLevel.Warning, "{Side}: a webhook could not be stored and was answered 503")]
    private partial void NotStored(Exception exception, string side);

    [LoggerMessage(LogLevel.Information, "{Side}/{Kind}: the ingest could not be told of a webhook and will find it by itself")]
    private partial void NotTold(Exception exception, string side, string kind);
}
