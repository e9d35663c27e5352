using Sync.EndToEnd.Tests;

namespace Sync.Grains.Tests;

public sealed class PairingTests : GrainWorld
{
    [Fact]
    public async Task A_deletion_is_granted_once_and_for_all_and_the_budget_survives_a_restart()
    {
        await InStepAsync();
        var budget = Configuration.Pairing("customer").DeletionBudget;
        for (var i = 0; i < budget; i++)
            (await Pairing.GrantDeletionAsync($"pair {i}", 1)).ShouldBeTrue();

        (await Pairing.GrantDeletionAsync("pair 0", 1)).ShouldBeTrue("it was granted before");
        (await Pairing.GrantDeletionAsync("pair 0", 2)).ShouldBeFalse("a new generation costs a new grant, and none is left");
        await StopAsync();
        await StartAsync();

        (await Pairing.GrantDeletionAsync("pair 0", 1)).ShouldBeTrue("grants are durable");
        (await Pairing.GrantDeletionAsync("one more", 1)).ShouldBeFalse("so is what they cost");
        (await Pairing.GetStatusAsync()).DeletionsPaused.ShouldBeTrue();
    }

    [Fact]
    public async Task Deletions_beyond_the_budget_wait_for_a_person_who_agrees_to_so_many_more()
    {
        await InStepAsync();
        (await Pairing.AgreeToDeletionsAsync(2, "Eve")).ShouldBeFalse("nothing waits");
        for (var i = 0; i < Configuration.Pairing("customer").DeletionBudget; i++)
            await Pairing.GrantDeletionAsync($"pair {i}", 1);
        (await Pairing.GrantDeletionAsync("more 1", 1)).ShouldBeFalse();
        (await Pairing.GrantDeletionAsync("more 2", 1)).ShouldBeFalse();
        (await Pairing.GetStatusAsync()).DeletionsWaiting.ShouldBe(2);
        await StopAsync();
        await StartAsync();

        (await Pairing.GetStatusAsync()).DeletionsPaused.ShouldBeTrue("so it stays");
        (await Pairing.AgreeToDeletionsAsync(2, "Eve")).ShouldBeTrue();
        await StopAsync();
        await StartAsync();

        (await Pairing.GrantDeletionAsync("more 1", 1)).ShouldBeTrue();
        (await Pairing.GrantDeletionAsync("more 2", 1)).ShouldBeTrue();
        (await Pairing.GrantDeletionAsync("more 3", 1)).ShouldBeFalse("two were agreed to");
    }

    [Fact]
    public async Task A_pairing_that_went_live_is_live_after_a_restart()
    {
        await InStepAsync();
        (await Pairing.IsLiveAsync()).ShouldBeTrue();
        await StopAsync();
        await StartAsync();

        (await Pairing.IsLiveAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Creates_are_held_after_the_database_was_set_back_until_a_person_agrees_and_again_when_it_is_the_next_time()
    {
        await InStepAsync();
        (await Pairing.AgreeToCreatesAsync("Eve")).ShouldBeFalse("nothing is held");
        var first = new DateTimeOffset(2026, 11, 27, 8, 0, 0, 123, TimeSpan.Zero);
        await SetBackAsync(first);

        await StandsAsync("customer", isLive: true, first);
        await StandsAsync("quote-order", isLive: false, first);
        (await Pairing.AgreeToCreatesAsync("Eve")).ShouldBeTrue();
        (await Pairing.AgreeToCreatesAsync("Eve")).ShouldBeFalse("that is done");
        (await Grains.GetGrain<IPairingGrain>("quote-order").AgreeToCreatesAsync("Eve")).ShouldBeTrue();
        await SetBackAsync(first);

        await StandsAsync("customer", isLive: true, null);
        await StandsAsync("quote-order", isLive: true, null);
        await SetBackAsync(first.AddHours(1));

        await StandsAsync("quote-order", isLive: false, first.AddHours(1));
    }

    private async Task SetBackAsync(DateTimeOffset at)
    {
        await StopAsync();
        Configuration = Configuration with { Pairings = [.. Configuration.Pairings.Select(pairing => pairing with { RestoredAt = at })] };
        await StartAsync();
    }

    private Task StandsAsync(string pairing, bool isLive, DateTimeOffset? heldSince) => Eventually.IsAsync(
        (isLive, true, heldSince),
        async () => await Grains.GetGrain<IPairingGrain>(pairing).GetStatusAsync() is var status
            ? (status.Live, status.CrmScanned && status.ShopScanned, status.CreatesHeldSince) : default);

    private IPairingGrain Pairing => Grains.GetGrain<IPairingGrain>("customer");
}
