using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Orleans.Runtime;
using Sync.Grains;

namespace Sync.Silo.Api;

/// <summary>Asks Orleans which silos there are, and each of them what it has in memory. One that does not answer is told as such.</summary>
internal sealed class SiloReader(IGrainFactory grains, TimeProvider clock)
{
    /// <exception cref="RpcException">UNAVAILABLE: the database, which knows the members, cannot be reached.</exception>
    public async Task<V1.ListSilosResponse> ReadAsync(CancellationToken cancellation)
    {
        var management = grains.GetGrain<IManagementGrain>(0);
        var members = await GrainCalls.TryAskAsync(() => management.GetDetailedHosts(), clock, cancellation);
        if (members.Value is null)
            throw new RpcException(new Status(StatusCode.Unavailable, $"The members of the cluster cannot be read: {members.Failure}"));
        var silos = members.Value.Where(member => member.Status is not (SiloStatus.None or SiloStatus.Created or SiloStatus.Dead))
            .OrderBy(member => member.StartTime).ThenBy(member => member.SiloAddress);
        return new V1.ListSilosResponse { Silos = { await Task.WhenAll(silos.Select(silo => ReadAsync(management, silo, cancellation))) } };
    }

    private async Task<V1.SiloStatus> ReadAsync(IManagementGrain management, MembershipEntry silo, CancellationToken cancellation)
    {
        var held = await GrainCalls.TryAskAsync(() => management.GetSimpleGrainStatistics([silo.SiloAddress]), clock, cancellation);
        return new V1.SiloStatus
        {
            Address = silo.SiloAddress.Endpoint.ToString(),
            Name = silo.SiloName,
            State = silo.Status switch
            {
                SiloStatus.Joining => V1.SiloState.Joining,
                SiloStatus.Active => V1.SiloState.Active,
                _ => V1.SiloState.Stopping,
            },
            StartedAt = DateTime.SpecifyKind(silo.StartTime, DateTimeKind.Utc).ToTimestamp(),
            Pairs = Count(GrainNames.Pair),
            Ingests = Count(GrainNames.Ingest),
            Pairings = Count(GrainNames.Pairing),
            Failure = held.Failure,
        };

        int Count(string name) => held.Value?.SingleOrDefault(one => one.GrainType == name)?.ActivationCount ?? 0;
    }
}
