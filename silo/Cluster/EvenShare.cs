using Orleans.Runtime;
using Sync.Connectors;

namespace Sync.Silo.Cluster;

/// <summary>
/// As many equal parts as there are active silos. No part is kept or handed over: while a silo comes or goes the views differ, and
/// for that moment the parts may add up to a little more or less than the whole.
/// </summary>
internal sealed class EvenShare(ISiloStatusOracle silos) : ISideShare
{
    /// <inheritdoc/>
    public int Silos => Math.Max(1, silos.GetActiveSilos().Length);
}
