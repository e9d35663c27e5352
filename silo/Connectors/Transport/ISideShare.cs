namespace Sync.Connectors;

/// <summary>
/// Among how many silos a side's limits are shared. Each takes its equal part, so that nothing has to be kept or asked; pairs are
/// spread evenly. Thread-safe; answers at once and never throws.
/// </summary>
public interface ISideShare
{
    /// <summary>This silo and the others that work now; at least 1.</summary>
    int Silos { get; }
}

/// <summary>The share of the embedded silo: all.</summary>
public sealed class WholeShare : ISideShare
{
    /// <inheritdoc/>
    public int Silos => 1;
}
