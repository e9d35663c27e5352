using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Sync.Silo.Api;

namespace Sync.Silo.StatusPage;

/// <summary>
/// The read-only page for people, on the web port. Its JSON is that of the gRPC messages, so that the contract is told once.
/// </summary>
internal static class StatusPageSetup
{
    private const int ActivityShown = 50;

    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    /// <summary>Maps page, <c>/api</c> and <c>/health</c>. The host has called <see cref="SyncApiSetup.AddSyncApi"/>.</summary>
    public static void MapStatusPage(this IEndpointRouteBuilder app)
    {
        MapFile(app, "/", "page.html", "text/html; charset=utf-8");
        MapFile(app, "/page.css", "page.css", "text/css; charset=utf-8");
        MapFile(app, "/page.js", "page.js", "text/javascript; charset=utf-8");
        app.MapGet("/api/status", StatusAsync);
        app.MapGet("/api/activity", ActivityAsync);
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(SyncApiSetup.Ready) });
    }

    /// <summary>Whether a request is for what is mapped here, which nobody wants traced.</summary>
    public static bool Serves(PathString path) =>
        path == "/" || path == "/page.css" || path == "/page.js" || path.StartsWithSegments("/api") || path.StartsWithSegments("/health");

    private static void MapFile(IEndpointRouteBuilder app, string path, string name, string type)
    {
        using var stream = typeof(StatusPageSetup).Assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        app.MapGet(path, (HttpResponse response) =>
        {
            response.Headers.ContentSecurityPolicy = "default-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
            response.Headers.XContentTypeOptions = "nosniff";
            response.Headers.CacheControl = "no-cache";
            return Results.Bytes(content, type);
        });
    }

    private static async Task<IResult> StatusAsync(StatusReader status, CancellationToken aborted)
    {
        try
        {
            return Results.Text(Json.Format(await status.ReadAsync(aborted)), "application/json");
        }
        catch (PairStoreException e)
        {
            return Results.Json(new { error = $"The database cannot be reached: {e.Message}" }, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static IResult ActivityAsync(HttpContext context, ActivityReader activity, IHostApplicationLifetime lifetime) =>
        TypedResults.ServerSentEvents(EventsAsync(context, activity, lifetime.ApplicationStopping, context.RequestAborted));

    /// <summary>
    /// The last activity, then all that follows; after a break from where the browser stood. A silo that shuts down hangs up, and
    /// the browser calls again by itself.
    /// </summary>
    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        HttpContext context, ActivityReader activity, CancellationToken stopping, [EnumeratorCancellation] CancellationToken aborted)
    {
        using var hangUp = stopping.Register(context.Abort);
        var (last, after) = ActivityMessages.Sequence(context.Request.Headers["Last-Event-ID"]) is { } token && await activity.IsKeptAsync(token, aborted)
            ? ([], token)
            : await activity.LastAsync(default, ActivityShown, aborted);
        foreach (var recorded in last)
            yield return Event(recorded);
        await foreach (var recorded in activity.FollowAsync(after, default, aborted))
            yield return Event(recorded);
    }

    private static SseItem<string> Event(RecordedActivity recorded)
    {
        var message = recorded.ToV1();
        return new SseItem<string>(Json.Format(message)) { EventId = message.Token };
    }
}
