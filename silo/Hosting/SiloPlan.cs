using Sync.Configuration;
using Sync.Silo.Cluster;
using Sync.Silo.Storage;

namespace Sync.Silo.Hosting;

/// <summary>Everything decided before the silo is built.</summary>
/// <param name="Configuration">What is kept in step.</param>
/// <param name="ConfigurationFile">Where that was read; <see langword="null"/>: it is the embedded default.</param>
/// <param name="Storage">Where everything durable lies, migrated.</param>
/// <param name="Ports">Where to listen.</param>
/// <param name="WithSandbox">Whether a sandbox is adopted or started.</param>
internal sealed record SiloPlan(SyncConfiguration Configuration, string? ConfigurationFile, StorageEngine Storage, Ports Ports, bool WithSandbox)
{
    /// <summary>Where the sandbox keeps its data.</summary>
    public string SandboxFolder { get; init; } = Path.Combine("data", "sandbox");

    /// <summary>What pairings read otherwise than when a silo ran last on this data.</summary>
    public IReadOnlyList<MappingChange> Changes { get; init; } = [];

    /// <summary>By what this silo told that the database was set back; <see langword="null"/>: it was not, or another silo told.</summary>
    public string? SetBack { get; init; }

    /// <summary>The cluster it joins, where <see cref="Storage"/> is shared.</summary>
    public ClusterPlace Place { get; init; } = new("sync", "sync");

    public Uri StatusPage => At(Ports.Http);

    public Uri Grpc => At(Ports.Grpc);

    private Uri At(int port) => new UriBuilder(Uri.UriSchemeHttp, Ports.Address.ToString(), port).Uri;
}
