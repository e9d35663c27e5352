using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;

namespace Sync.Silo.Tests;

public sealed class StandardServicesTests : ApiTest
{
    [Theory]
    [InlineData("")]
    [InlineData("sync.v1.SyncService")]
    public async Task The_health_service_says_serving(string service)
    {
        var health = await new Health.HealthClient(Host.Channel).CheckAsync(new HealthCheckRequest { Service = service });

        health.Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
    }

    [Fact]
    public async Task Reflection_lists_the_service()
    {
        using var call = new ServerReflection.ServerReflectionClient(Host.Channel).ServerReflectionInfo(cancellationToken: Guard);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });

        (await call.ResponseStream.MoveNext(Guard)).ShouldBeTrue();
        call.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name).ShouldContain("sync.v1.SyncService");
    }
}
