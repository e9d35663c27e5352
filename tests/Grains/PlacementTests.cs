using System.Reflection;
using Orleans.Placement;
using Orleans.Runtime;
using Xunit.Abstractions;

namespace Sync.Grains.Tests;

/// <summary>How pairs are spread over the silos of a cluster.</summary>
public sealed class PlacementTests(ITestOutputHelper output)
{
    private const int Pairs = 30_000;

    [Fact]
    public void Pairs_are_placed_by_hash() => typeof(PairGrain).GetCustomAttribute<HashBasedPlacementAttribute>().ShouldNotBeNull();

    /// <summary>The rule is Orleans' own: the hash of the id modulo the silos. Ids of one time differ little from each other.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void The_hash_of_pair_ids_spreads_evenly(int silos)
    {
        var now = TimeProvider.System.GetUtcNow();
        var spread = Enumerable.Range(0, Pairs)
            .Select(_ => GrainId.Create("pair", PairId.New("customer", now).Value))
            .CountBy(id => (int)(id.GetUniformHashCode() & 0x7fffffff) % silos).Select(of => of.Value).Order().ToList();

        output.WriteLine($"{Pairs} pairs on {silos} silos: {string.Join(", ", spread)}");
        spread.Count.ShouldBe(silos);
        spread[0].ShouldBeGreaterThan(Pairs / silos * 9 / 10);
        spread[^1].ShouldBeLessThan(Pairs / silos * 11 / 10);
    }
}
