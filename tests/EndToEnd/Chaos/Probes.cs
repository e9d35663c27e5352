using System.Text.Json.Nodes;

namespace Sync.EndToEnd.Tests.Chaos;

/// <summary>
/// Edits of customers' telephones whose way is timed, one every so often, whether the one before has arrived or not. A customer is
/// always edited on the same side, so that what stands on the other never goes back.
/// </summary>
internal sealed class Probes(SandboxSide crm, SandboxSide shop)
{
    private const int PerSecond = 10;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(5);
    private List<(string CrmId, string ShopId)> customers = [];
    private int made;

    /// <summary>Remembers who is linked.</summary>
    public async Task BeginAsync()
    {
        var records = await Track.All[0].RecordsAsync(crm, shop);
        customers = [.. records.Crm.Select(one => (World.Text(one.Value, "id"), World.Text(records.Shop[one.Key], "id")))];
    }

    /// <summary>Edits until it is told to stop, and waits for what is under way; how long each took to stand on the other side, shortest first.</summary>
    public async Task<IReadOnlyList<TimeSpan>> RunAsync(CancellationToken stop)
    {
        var underWay = new List<Task<TimeSpan>>();
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1d / PerSecond), TimeProvider.System);
        while (!stop.IsCancellationRequested)
        {
            underWay.Add(TimeAsync(++made));
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }

        return [.. (await Task.WhenAll(underWay)).Order()];
    }

    private async Task<TimeSpan> TimeAsync(int number)
    {
        var one = number % customers.Count;
        var (crmId, shopId) = customers[one];
        var began = TimeProvider.System.GetTimestamp();
        await (one % 2 == 0
            ? FollowAsync(crm, crmId, "phone", shop, shopId, "telephone", number)
            : FollowAsync(shop, shopId, "telephone", crm, crmId, "phone", number));
        return TimeProvider.System.GetElapsedTime(began);
    }

    private static async Task FollowAsync(SandboxSide from, string fromId, string field, SandboxSide to, string toId, string toField, int number)
    {
        await from.PatchAsync("customers", fromId, field, $"+41 {number:d9}");
        await Eventually.TrueAsync(async () => Arrived(await to.ReadAsync("customers", toId)) ? null : $"probe {number} has not followed", LookEvery);

        bool Arrived(JsonObject? record) => string.CompareOrdinal(record?[toField]?.ToString(), $"+41 {number:d9}") >= 0;
    }
}
