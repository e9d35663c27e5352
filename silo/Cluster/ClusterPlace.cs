namespace Sync.Silo.Cluster;

/// <summary>Which cluster a silo belongs to.</summary>
/// <param name="Cluster">Silos of one id find each other in the database.</param>
/// <param name="Service">Whose data it is: stays the same when a cluster is replaced by another on the same data.</param>
internal sealed record ClusterPlace(string Cluster, string Service);
