namespace Sync.Grains.Tests.KnownFailures;

/// <summary>A create was done, its answer was lost, and the retry made a second record: on a side that keeps no keys.</summary>
public sealed class RetryOfTimedOutCreateInsertsTwice
{
    [Fact]
    public async Task A_create_without_an_answer_is_looked_for_before_it_is_sent_again()
    {
        await using var cluster = new Cluster();
        cluster.Sides.Shop.Can = new ConnectorCapabilities { IdempotencyKeys = false };
        cluster.Sides.Shop.AnswersToLose = 1;
        cluster.Sides.Crm.Put("crm-1", "a", "new");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();

        await cluster.RestsAsync(1);

        cluster.Sides.Shop.Writes.ShouldBe(["create shop-a"]);
        cluster.Sides.Shop.AnswersToLose.ShouldBe(0, "the answer was lost");
    }
}
