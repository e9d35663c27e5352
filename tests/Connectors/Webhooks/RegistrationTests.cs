using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Microsoft.AspNetCore.Http;
using Sync.Webhooks;

namespace Sync.Connectors.Tests.Webhooks;

public sealed class RegistrationTests
{
    [Fact]
    public async Task A_side_is_told_where_to_send_webhooks_however_often_it_refuses_first()
    {
        await using var side = await ScriptedSide.StartAsync();
        var time = new FakeTimeProvider();
        var told = new TaskCompletionSource<bool>();
        side.Answer = context =>
        {
            context.Response.StatusCode = side.Requests.Count <= 2 ? 500 : 201;
            if (side.Requests.Count > 2)
                told.SetResult(true);
            return Task.CompletedTask;
        };
        var crm = Configured.Side(side.Address) with { Limits = new SideLimits { Timeout = TimeSpan.FromDays(1) } };
        var configuration = Configured.Both(
            crm with { Webhooks = new WebhookConfiguration { Secret = new Secret("env:S", "s3cret"), Register = true } }, shop: crm);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging().AddSingleton<TimeProvider>(time);
        builder.Services.AddConnectors(configuration).AddWebhooks(configuration, new Uri("http://127.0.0.1:7100"));
        using var host = builder.Build();

        await host.StartAsync();
        await time.RunAsync(told.Task);
        await host.StopAsync();

        side.Requests.Count.ShouldBe(3);
        side.Requests.ShouldAllBe(asked => asked.Method == "POST" && asked.Url == "/_webhooks");
        side.Requests.Last().Body.ShouldBe("""{"url":"http://127.0.0.1:7100/webhooks/crm","secret":"s3cret"}""");
    }
}
