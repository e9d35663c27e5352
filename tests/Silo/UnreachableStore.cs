using System.Reflection;

namespace Sync.Silo.Tests;

/// <summary>A pair store whose database is away.</summary>
public class UnreachableStore : DispatchProxy
{
    public static IPairStore Make() => Create<IPairStore, UnreachableStore>();

    protected override object Invoke(MethodInfo? targetMethod, object?[]? args) =>
        throw new PairStoreException("no route to host", new IOException());
}
