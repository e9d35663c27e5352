using System.Globalization;
using Sync.EndToEnd.Tests;

namespace Sync.Grains.Tests.KnownFailures;

/// <summary>Edits came faster than they were carried; the echo of an early one met a later one and undid it, back and forth.</summary>
public sealed class ValuesFlipFlopUnderRapidEdits
{
    [Fact]
    public async Task However_fast_a_value_is_edited_it_only_goes_forward_and_never_back()
    {
        await using var cluster = new Cluster();
        cluster.Sides.Crm.Put("crm-1", "a", "0");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        await cluster.RestsAsync(1);

        for (var edit = 1; edit <= 200; edit++)
        {
            cluster.Sides.Crm.Put("crm-1", "a", edit.ToString(CultureInfo.InvariantCulture));
            if (edit % 20 == 0)
                await Eventually.TrueAsync(() => Task.FromResult(int.Parse(cluster.Sides.Shop.TextOf("a")!, CultureInfo.InvariantCulture) > edit - 20 ? null : "nothing arrives"));
        }
        await Eventually.IsAsync("200", () => Task.FromResult(cluster.Sides.Shop.TextOf("a")));
        await cluster.RestsAsync(1);

        cluster.Sides.Crm.Writes.ShouldBeEmpty();
        var seen = cluster.Sides.Shop.Texts.Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToList();
        seen.ShouldBe(seen.Distinct().Order());
    }
}
