using System.Net;

namespace Sync.Silo.Hosting;

/// <summary>What the command line and the environment say.</summary>
internal sealed record SiloOptions
{
    /// <summary>The sync.yaml; <see langword="null"/>: ./sync.yaml if it is there, else the embedded default.</summary>
    public string? Config { get; init; }

    /// <summary>The folder of the databases, and of the sandbox's.</summary>
    public string Data { get; init; } = "data";

    /// <summary>The connection string of a PostgreSQL database; <see langword="null"/>: SQLite in <see cref="Data"/>.</summary>
    public string? Database { get; init; }

    /// <summary>Whether only the database's schema is brought up to date.</summary>
    public bool Migrate { get; init; }

    /// <summary>Port of status page, health and webhooks, HTTP/1.1; 0 takes a free one.</summary>
    public int Http { get; init; } = 7100;

    /// <summary>Port of gRPC, HTTP/2 without TLS; 0 takes a free one.</summary>
    public int Grpc { get; init; } = 7105;

    /// <summary>Whether the sandbox is left alone although the embedded default is used.</summary>
    public bool NoSandbox { get; init; }

    /// <summary>The id of the cluster, where there is a database that several silos share.</summary>
    public string Cluster { get; init; } = "sync";

    /// <summary>The id of the service whose data it is; stays when a cluster is replaced by another on the same data.</summary>
    public string Service { get; init; } = "sync";

    /// <summary>Where this silo listens, and where other silos reach it.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Port among silos; 0 takes a free one.</summary>
    public int Silo { get; init; }

    /// <summary>Port for clients of Orleans; 0: none, nothing of Sync needs it.</summary>
    public int Gateway { get; init; }
}
