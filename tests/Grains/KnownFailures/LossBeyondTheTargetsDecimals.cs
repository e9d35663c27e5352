using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Sync.EndToEnd.Tests;

namespace Sync.Grains.Tests.KnownFailures;

/// <summary>An amount had more decimals than the target counts; it was rounded in silence, and the rounded one came back.</summary>
public sealed class LossBeyondTheTargetsDecimals : GrainWorld
{
    [Fact]
    public async Task An_amount_that_the_other_side_cannot_hold_is_refused_by_name_and_stays_as_it_is()
    {
        await InStepAsync();
        var ids = await SomeoneAsync();
        var before = (await Shop.ReadAsync("customers", ids.Shop))!["credit_limit_cents"]?.ToString();

        await Crm.PatchAsync("customers", ids.Crm, "creditLimit", JsonNode.Parse("10.005"));

        await Eventually.IsAsync(PairStatus.Parked, async () => (await RowAsync(ids.Crm)).Status);
        (await Crm.ReadAsync("customers", ids.Crm))!["creditLimit"]!.ToJsonString().ShouldBe("10.005");
        (await Shop.ReadAsync("customers", ids.Shop))!["credit_limit_cents"]?.ToString().ShouldBe(before);

        await Crm.PatchAsync("customers", ids.Crm, "creditLimit", JsonNode.Parse("10.01"));
        await Eventually.IsAsync("1001", async () => (await Shop.ReadAsync("customers", ids.Shop))!["credit_limit_cents"]?.ToString());
    }

    private async Task<PairRow> RowAsync(string id) => (await Services.GetRequiredService<IPairStore>().ListAsync(
        new PairQuery("customer", Record: (Side.Crm, id)), CancellationToken.None)).Rows.Single();
}
