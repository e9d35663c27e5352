namespace Sync;

/// <summary>One value for each side.</summary>
public sealed record PerSide<T>(T Crm, T Shop)
{
    /// <summary>The value of <paramref name="side"/>.</summary>
    public T this[Side side] => side == Side.Crm ? Crm : Shop;

    /// <summary>The same with another value for <paramref name="side"/>.</summary>
    public PerSide<T> With(Side side, T value) => side == Side.Crm ? this with { Crm = value } : this with { Shop = value };

    /// <summary>Whether either value is so.</summary>
    public bool Any(Func<T, bool> isSo) => isSo(Crm) || isSo(Shop);

    /// <summary>Whether both values are so.</summary>
    public bool All(Func<T, bool> isSo) => isSo(Crm) && isSo(Shop);

    /// <summary>Both values turned into others.</summary>
    public PerSide<TResult> Select<TResult>(Func<T, TResult> selector) => new(selector(Crm), selector(Shop));
}
