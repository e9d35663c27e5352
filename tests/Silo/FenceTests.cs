using Microsoft.Extensions.Time.Testing;
using Sync.Silo.Cluster;

namespace Sync.Silo.Tests;

/// <summary>How long a silo takes itself for a member of its cluster.</summary>
public sealed class FenceTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Nothing_is_sent_before_the_database_has_said_that_the_silo_is_a_member() => new MembershipFence(time).MaySend.ShouldBeFalse();

    [Fact]
    public void An_answer_is_believed_for_two_seconds_from_when_it_was_asked_for()
    {
        var fence = new MembershipFence(time);
        var asked = fence.Now;
        time.Advance(TimeSpan.FromSeconds(1.5));

        fence.Passed(asked);

        fence.MaySend.ShouldBeTrue();
        time.Advance(TimeSpan.FromSeconds(0.5));
        fence.MaySend.ShouldBeFalse();
    }

    [Fact]
    public void A_silo_that_was_frozen_wakes_with_the_gate_shut()
    {
        var fence = new MembershipFence(time);
        fence.Passed(fence.Now);

        time.Advance(TimeSpan.FromSeconds(60));

        fence.MaySend.ShouldBeFalse();
        fence.Passed(fence.Now);
        fence.MaySend.ShouldBeTrue();
    }

    [Fact]
    public void An_answer_that_comes_late_does_not_take_the_place_of_a_newer_one()
    {
        var fence = new MembershipFence(time);
        var early = fence.Now;
        time.Advance(TimeSpan.FromSeconds(1.9));
        fence.Passed(fence.Now);

        fence.Passed(early);

        time.Advance(TimeSpan.FromSeconds(1));
        fence.MaySend.ShouldBeTrue();
    }

    [Fact]
    public void Once_refused_nothing_is_sent_until_the_database_finds_it_again()
    {
        var fence = new MembershipFence(time);
        fence.Passed(fence.Now);

        fence.Refused();

        fence.MaySend.ShouldBeFalse();
    }
}
