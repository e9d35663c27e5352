namespace Sync.Grains;

/// <summary>Tells the grains of this silo that it stops: first the ingests, then the pairs. One a silo.</summary>
public sealed class Drain : IDisposable
{
    private readonly CancellationTokenSource ingests = new();
    private readonly CancellationTokenSource pairs = new();

    /// <summary>Cancelled when nothing may be pulled any more.</summary>
    public CancellationToken Ingests => ingests.Token;

    /// <summary>Cancelled when no further write may begin; the one in hand is waited for.</summary>
    public CancellationToken Pairs => pairs.Token;

    /// <summary>Begins the drain.</summary>
    public async Task BeginAsync()
    {
        await ingests.CancelAsync();
        await pairs.CancelAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ingests.Dispose();
        pairs.Dispose();
    }
}
