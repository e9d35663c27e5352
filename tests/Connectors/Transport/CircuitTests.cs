using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Sync.Connectors.Tests.Transport;

public sealed class CircuitTests
{
    private static readonly Verdict Well = new(Health.Well);
    private static readonly Verdict Failed = new(Health.Failed, "crm GET customers/1: 500");
    private static readonly Verdict SideFailed = new(Health.SideFailed, "crm GET customers/1: 401");
    private static readonly Verdict Forbidden = new(Health.Forbidden, "crm GET customers/1: 403");

    private readonly FakeTimeProvider time = new();
    private readonly SideCircuit circuit;

    public CircuitTests() => circuit = new SideCircuit(Side.Crm, time, NullLogger<SideCircuit>.Instance);

    [Fact]
    public void Three_side_failures_in_a_row_open_it_with_their_reason()
    {
        Pass(SideFailed, SideFailed);
        circuit.Status.State.ShouldBe(CircuitState.Closed);
        time.Advance(TimeSpan.FromMinutes(1));

        Pass(SideFailed);

        circuit.Status.ShouldBe(new CircuitStatus(CircuitState.Open, time.GetUtcNow(), SideFailed.Reason));
    }

    [Fact]
    public void An_answer_between_side_failures_keeps_it_closed()
    {
        Pass(SideFailed, SideFailed, Well, SideFailed, SideFailed);

        circuit.Status.State.ShouldBe(CircuitState.Closed);
    }

    [Fact]
    public void One_forbidden_record_does_not_open_it_but_three_do()
    {
        for (var i = 0; i < 8; i++)
            Pass("customers/1", Forbidden);
        circuit.Status.State.ShouldBe(CircuitState.Closed);

        Pass("customers/2", Forbidden);
        Pass("customers/3", Forbidden);

        circuit.Status.State.ShouldBe(CircuitState.Open);
    }

    [Fact]
    public void Server_errors_open_it_only_when_nearly_all_of_many_requests_fail()
    {
        for (var i = 0; i < 100; i++)
            Pass(i % 5 == 0 ? [Failed] : [Well]);
        circuit.Status.State.ShouldBe(CircuitState.Closed, "a fifth of the requests fail");

        time.Advance(SideCircuit.Window * 2);
        Pass([.. Enumerable.Repeat(Failed, SideCircuit.MinimumRequests - 1)]);
        circuit.Status.State.ShouldBe(CircuitState.Closed, "too few to tell");
        Pass(Failed);

        circuit.Status.State.ShouldBe(CircuitState.Open);
    }

    [Fact]
    public void Server_errors_spread_over_a_long_time_do_not_open_it()
    {
        for (var i = 0; i < 50; i++)
        {
            Pass(Failed);
            time.Advance(TimeSpan.FromSeconds(5));
        }

        circuit.Status.State.ShouldBe(CircuitState.Closed);
    }

    [Fact]
    public void While_open_it_answers_at_once_with_the_rest_of_the_pause()
    {
        Open();
        time.Advance(SideCircuit.FirstPause / 4);

        var failure = Should.Throw<NotSentException>(() => Enter()).Failure;

        failure.RetryAfter.ShouldBe(SideCircuit.FirstPause * 0.75);
        failure.SideWide.ShouldBeTrue();
        failure.Reason.ShouldContain(SideFailed.Reason);
    }

    [Fact]
    public void After_the_pause_one_request_at_a_time_tries_it_and_an_answer_closes_it()
    {
        Open();
        time.Advance(SideCircuit.FirstPause);
        circuit.Status.State.ShouldBe(CircuitState.HalfOpen);

        var trial = Enter();
        Should.Throw<NotSentException>(() => Enter());
        circuit.Report(trial, Well);

        circuit.Status.ShouldBe(new CircuitStatus(CircuitState.Closed, time.GetUtcNow(), null));
        Enter();
    }

    [Fact]
    public void Every_failed_trial_doubles_the_pause_up_to_the_longest()
    {
        Open();
        var pauses = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            var rest = Should.Throw<NotSentException>(() => Enter()).Failure.RetryAfter!.Value;
            pauses.Add(rest.TotalSeconds);
            time.Advance(rest);
            Pass(Failed);
        }

        pauses.ShouldBe([1, 2, 4, 8, 16, 30, 30]);
    }

    [Fact]
    public void After_closing_the_pause_is_short_again()
    {
        Open();
        time.Advance(SideCircuit.FirstPause);
        Pass(Failed);
        time.Advance(SideCircuit.FirstPause * 2);
        Pass(Well);

        Open();

        Should.Throw<NotSentException>(() => Enter()).Failure.RetryAfter.ShouldBe(SideCircuit.FirstPause);
    }

    [Fact]
    public void A_trial_that_came_to_nothing_leaves_the_next_one_to_try()
    {
        Open();
        time.Advance(SideCircuit.FirstPause);
        Pass(new Verdict(Health.Untold));

        Pass(Well);

        circuit.Status.State.ShouldBe(CircuitState.Closed);
    }

    [Fact]
    public void A_late_answer_to_a_request_sent_before_it_opened_does_not_close_it()
    {
        var early = Enter();
        Open();
        time.Advance(SideCircuit.FirstPause);

        circuit.Report(early, Well);

        circuit.Status.State.ShouldBe(CircuitState.HalfOpen);
    }

    [Fact]
    public void The_pause_is_as_long_as_the_side_asks_within_bounds()
    {
        Pass([.. Enumerable.Repeat(new Verdict(Health.Failed, "429", TimeSpan.FromSeconds(12)), SideCircuit.MinimumRequests)]);

        Should.Throw<NotSentException>(() => Enter()).Failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(12));
    }

    private void Open() => Pass(SideFailed, SideFailed, SideFailed);

    private SideCircuit.Passage Enter(string path = "customers/1") => circuit.Enter(new Call($"crm GET {path}", TimeSpan.Zero, 0));

    private void Pass(params Verdict[] verdicts)
    {
        foreach (var verdict in verdicts)
            circuit.Report(Enter(), verdict);
    }

    private void Pass(string path, Verdict verdict) => circuit.Report(Enter(path), verdict);
}
