using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Sync.Connectors.Tests;

/// <summary>A side over real HTTP that answers as the test says.</summary>
internal sealed class ScriptedSide : IAsyncDisposable
{
    private readonly WebApplication app;

    private ScriptedSide(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.Single());

    /// <summary>How requests are answered from now on.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    /// <summary>What was asked so far.</summary>
    public ConcurrentQueue<Asked> Requests { get; } = [];

    public static async Task<ScriptedSide> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var side = new ScriptedSide(builder.Build());
        side.app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            side.Requests.Enqueue(new Asked(
                context.Request.Method,
                context.Request.Path + context.Request.QueryString,
                context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                body));
            await side.Answer(context);
        });
        await side.app.StartAsync();
        return side;
    }

    /// <summary>From now on every request is answered like this.</summary>
    public void Says(int status, string body = "", params (string Name, string Value)[] headers) => Answer = context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = body.StartsWith('<') ? "text/html" : "application/json";
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body)).AsTask();
    };

    /// <summary>From now on requests are not answered beyond this start of a body.</summary>
    /// <returns>Ends when the first has arrived.</returns>
    public Task Stalls(string after = "")
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Answer = async context =>
        {
            if (after.Length > 0)
            {
                await context.Response.WriteAsync(after);
                await context.Response.Body.FlushAsync();
            }

            arrived.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        };
        return arrived.Task;
    }

    /// <summary>From now on connections are cut instead of an answer.</summary>
    public void Aborts() => Answer = context =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    /// <summary>From now on answers break off within their body.</summary>
    public void BreaksOff() => Answer = async context =>
    {
        context.Response.StatusCode = (int)HttpStatusCode.OK;
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync("""{"id":"1","name":"An""");
        await context.Response.Body.FlushAsync();
        context.Abort();
    };

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}

/// <summary>One request as the side saw it.</summary>
internal sealed record Asked(string Method, string Url, IReadOnlyDictionary<string, string> Headers, string Body);
