namespace Sync.Grains.Tests;

/// <summary>Whether an ingest has seen the records that its pairings take.</summary>
public sealed class CoveringTests
{
    private static readonly IngestState Scanned = new() { Epoch = 3, Cursor = "c", IsListed = true, IsScanned = true, Covers = "order type=order\ncustomer" };

    [Theory]
    [InlineData("customer", "order type=order")]
    [InlineData("customer")]
    public void What_was_covered_goes_on(params string[] pairings) =>
        Scanned.Covering(pairings).ShouldBe(Scanned with { Covers = string.Join('\n', pairings) });

    [Theory]
    [InlineData("order")]
    [InlineData("order type=quote")]
    [InlineData("customer", "product")]
    public void An_added_pairing_or_another_where_is_scanned_for_in_a_new_listing(params string[] pairings) =>
        Scanned.Covering(pairings).ShouldBe(Scanned with { IsListed = false, IsScanned = false, Covers = string.Join('\n', pairings) });

    [Fact]
    public void A_state_that_does_not_tell_is_believed() => (Scanned with { Covers = null }).Covering(["customer"]).IsScanned.ShouldBeTrue();
}
