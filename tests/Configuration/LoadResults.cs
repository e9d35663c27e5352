using System.Collections.Immutable;

namespace Sync.Configuration.Tests;

internal static class LoadResults
{
    public static ImmutableArray<ConfigurationMistake> Mistakes(this LoadResult result) =>
        result is LoadResult.Refused refused ? refused.Mistakes : [];

    public static SyncConfiguration Configuration(this LoadResult result)
    {
        result.Mistakes().ShouldBeEmpty();
        return result.ShouldBeOfType<LoadResult.Loaded>().Configuration;
    }
}
