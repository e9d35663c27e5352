using Sync.Silo.Api;

namespace Sync.Silo.Tests;

public sealed class PolledActivityFeedTests : ApiTest
{
    [Fact]
    public async Task A_store_that_cannot_tell_is_asked_again_as_time_goes_by()
    {
        var waiting = new PolledActivityFeed(Host.Store, Host.Clock).WaitForActivityAsync(0, Guard);
        waiting.IsCompleted.ShouldBeFalse();

        await Host.AddAsync(Sample.Row(Sample.Id("customer", 1), PairStatus.InSync), "something");
        while (!waiting.IsCompleted && !Guard.IsCancellationRequested)
        {
            Host.Clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }

        await waiting;
    }
}
