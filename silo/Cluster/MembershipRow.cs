using Npgsql;
using Orleans.Runtime;

namespace Sync.Silo.Cluster;

/// <summary>Reads Orleans' membership table on a connection of its own. Not thread-safe.</summary>
internal sealed class MembershipRow(string database) : IAsyncDisposable
{
    /// <summary>Active, shutting down or stopping: the last flush comes after a silo has said that it goes.</summary>
    private const string IsLiving = """
        select exists (select from OrleansMembershipTable
        where DeploymentId = $1 and Address = $2 and Port = $3 and Generation = $4 and Status in (3, 4, 5))
        """;

    private const string IsAnybody = """
        select exists (select from OrleansMembershipTable
        where DeploymentId = $1 and Status = 3 and IAmAliveTime > now() - interval '20 seconds')
        """;

    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(database) { MaxPoolSize = 1, Timeout = 2, CommandTimeout = 2, ApplicationName = "sync fence" });

    /// <summary>Whether the others have not declared it dead.</summary>
    /// <exception cref="NpgsqlException">The database could not be asked.</exception>
    public async Task<bool> IsLivingAsync(string cluster, SiloAddress silo, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(IsLiving);
        command.Parameters.AddWithValue(cluster);
        command.Parameters.AddWithValue(silo.Endpoint.Address.ToString());
        command.Parameters.AddWithValue(silo.Endpoint.Port);
        command.Parameters.AddWithValue(silo.Generation);
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    /// <summary>Whether a silo of the cluster works and has given a sign of life not long ago.</summary>
    /// <exception cref="NpgsqlException">The database could not be asked.</exception>
    public async Task<bool> IsAnybodyAsync(string cluster, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(IsAnybody);
        command.Parameters.AddWithValue(cluster);
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => source.DisposeAsync();
}
