using Npgsql;
using Orleans.Runtime;
using Sync.Silo.Storage.Postgres;

namespace Sync.Silo.Cluster;

/// <summary>
/// Has every transaction of the pair store hold the silo's own membership row until it is through: the others cannot declare it dead
/// meanwhile, and once they have, nothing of it is committed. A commit that passes also tells the send gate that all is well.
/// </summary>
internal sealed class CommitFence(MembershipFence fence, ILocalSiloDetails silo) : ICommitFence
{
    /// <inheritdoc/>
    public NpgsqlBatchCommand Statement() => new("SELECT hold_membership($1, $2, $3, $4)")
    {
        Parameters =
        {
            new NpgsqlParameter<string> { TypedValue = silo.ClusterId },
            new NpgsqlParameter<string> { TypedValue = silo.SiloAddress.Endpoint.Address.ToString() },
            new NpgsqlParameter<int> { TypedValue = silo.SiloAddress.Endpoint.Port },
            new NpgsqlParameter<int> { TypedValue = silo.SiloAddress.Generation },
        },
    };

    /// <inheritdoc/>
    public void Passed(long sentAt) => fence.Passed(sentAt);
}
