using CsCheck;
using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>
/// Sides that answer anything at all, right or wrong, and to the same question always the same or two answers in turn: a wrong path, a
/// cache, a unique value in the way. Whatever they answer, whatever people say and wherever it crashes, a pair comes to rest before
/// time passes, and does not ask in a circle; that what it acknowledges stands in its row, <see cref="Talk"/> sees to.
/// </summary>
public sealed class RestLaws
{
    private const int MostQuestions = 200;
    private static readonly Failure NoAnswer = new("no answer");

    private static readonly Gen<Talk> Pairs =
        from start in Gen.Int[0, 3]
        from match in Gen.Bool
        from many in Gen.OneOf(Gen.Const((Side?)null), Any.Side.Select(side => (Side?)side))
        from create in Gen.Enum<CreateMode>()
        from delete in Gen.Select(Gen.Enum<DeleteMode>(), Gen.Enum<DeleteMode>())
        from against in Gen.Enum<AgainstEdit>()
        from can in Gen.Select(Capabilities(), Capabilities())
        select Begun(start, Pair.Pairing with
        {
            Match = match ? ["email"] : [], Many = match ? many : null, Create = create, Delete = new(delete.Item1, delete.Item2), AgainstEdit = against,
        }).Where(Crm, _ => can.Item1).Where(Shop, _ => can.Item2);

    /// <summary>Two answers to each question about each side, of which the second may never be given.</summary>
    private static readonly Gen<int[]> Answers = Gen.Int[0, 9_999].Array[40];

    /// <summary>How many of them are given in turn, what is heard or said, and at which of all questions the process dies.</summary>
    private static readonly Gen<(int InTurn, int[] Inputs, int[] Crashes)> Lives = Gen.Select(Gen.OneOf(1, 2), Gen.Int[0, 16].Array[1, 4], Gen.Int[0, 60].Array[2]);

    [Fact]
    public void Whatever_its_sides_answer_a_pair_comes_to_rest() => Gen.Select(Pairs, Answers, Lives).Holds(Live);

    /// <summary>Nobody else is about, so that whoever is woken later than this waits for nobody.</summary>
    [Fact]
    public void Once_its_sides_tell_the_truth_a_pair_agrees_or_says_why_not_and_is_woken_only_for_a_reason() => Gen.Select(Pairs, Answers, Lives)
        .Holds((pair, answers, life) =>
        {
            Live(pair, answers, life);
            if (pair.Crm.Id is not (null or "c") || pair.Shop.Id is not (null or "s") || pair is { Crm.Id: null, Shop.Id: null })
                return;
            var world = new World(pair);
            world.Settle(new Input.Refresh { Now = pair.Now });
            for (var times = 0; times < 40 && !IsPurged(pair) && NextAttempt(pair) is { } next; times++)
            {
                world.Settle(new Input.Due { Now = pair.Wait(next) });
                (NextAttempt(pair) is { } again && again <= pair.Now && !IsPurged(pair)).ShouldBeFalse($"woken for nothing:\n{Described.Text(pair.State)}");
            }
            if (IsPurged(pair))
                return;
            pair.Status.ShouldNotBeOneOf([PairStatus.Pending, PairStatus.Retrying], Described.Text(pair.State));
            if (pair.Status != PairStatus.InSync)
                return;
            foreach (var property in new[] { "email", "name", "phone", "memo" }.Where(name => pair.State.Sides.All(side => side.Normalised[name] is null)))
                (world.Records.Crm[property] ?? Value.None).ShouldBe(world.Records.Shop[property] ?? Value.None, Described.Text(pair.State));
        });

    private static void Live(Talk pair, int[] answers, (int InTurn, int[] Inputs, int[] Crashes) life)
    {
        var (asked, questions) = (new int[20], 0);
        foreach (var input in life.Inputs)
        {
            Begin(pair, input);
            var story = new List<string>();
            for (; pair.Asked is { } ask; questions++)
            {
                story.Add($"{ask}");
                story.Count.ShouldBeLessThan(MostQuestions, string.Join("\n", story.TakeLast(20)));
                var question = Question(ask);
                if (life.Crashes.Contains(questions))
                    pair.Crashes();
                else
                    pair.Step(Answer(pair, ask, answers[(2 * question) + (asked[question]++ % life.InTurn)]));
            }
            if (pair.LastCommit is { Purge: false } row)
                (row.Status, row.Status is PairStatus.Pending or PairStatus.Retrying && row.NextAttempt is null).ShouldBe((pair.Status, false));
        }
    }

    private static bool IsPurged(Talk pair) => pair.LastCommit is { Purge: true };

    private static DateTimeOffset? NextAttempt(Talk pair) => Standing.NextAttempt(pair.State, pair.Terms, pair.Now, TimeSpan.FromSeconds(5));

    private static Gen<ConnectorCapabilities> Capabilities() =>
        from conditional in Gen.Bool
        from recur in Gen.Bool
        from find in Gen.Bool
        from keys in Gen.Bool
        from lags in Gen.Bool
        select new ConnectorCapabilities
        {
            ConditionalWrites = conditional, VersionsNeverRecur = !recur, Find = find, IdempotencyKeys = keys, FindLag = lags ? TimeSpan.FromMinutes(1) : TimeSpan.Zero,
        };

    private static Talk Begun(int start, Pairing pairing) => new(
        start switch
        {
            0 => PairState.Half(Pair.Id, Crm, "c", "a@x"),
            1 => PairState.Half(Pair.Id, Shop, "s", "a@x"),
            2 => Pair.Apart("", "email=a@x name=Ada", "email=a@x name=Zoe").State,
            _ => Pair.Linked().State,
        },
        pairing);

    private static void Begin(Talk pair, int input)
    {
        var side = pair.Crm.Id is null || input == 0 ? Shop : Crm;
        var id = pair.State[side].Id ?? "s";
        pair.Step(input switch
        {
            0 or 1 => new Input.Observed(side, id, Record("email=a@x name=Bea").Mapped(), $"{id}7", pair.Now, new Position(1, 20), false) { Now = pair.Now },
            2 => new Input.Observed(side, id, Record("name=Bea").Mapped(), $"{id}8", pair.Now, new Position(1, 21), false) { Now = pair.Now },
            3 => new Input.Hint(side, id) { Now = pair.Now },
            5 => new Input.Merge(Pair.Holder(Pair.HigherId, "c9") with { IsHalf = false, Status = PairStatus.InSync }, "Eve", false) { Now = pair.Now },
            6 => pair.TakeBack(),
            7 => new Input.Unlink("Eve") { Now = pair.Now },
            8 => new Input.Lift("Eve", false) { Now = pair.Now },
            9 => new Input.Split(Shop, Pair.LowerId, "Eve", false) { Now = pair.Now },
            10 => new Input.Split(Crm, Pair.LowerId, "Eve", false) { Now = pair.Now },
            11 => new Input.Link(side, "x9", null, pair.State[side].Id is null ? null : Pair.LowerId, "Eve", false) { Now = pair.Now },
            12 => new Input.Replay("Eve") { Now = pair.Now },
            13 => new Input.Hint(Crm, pair.Crm.Id ?? "c") { Now = pair.Now },
            14 when pair.Crm.Seen["name"] is not null && pair.Shop.Seen["name"] is not null => pair.Undo("name", "Cid"),
            15 => new Input.Candidate(side, "s9", IsHeld: false) { Now = pair.Now },
            16 => new Input.Candidate(side, "s9", IsHeld: true) { Now = pair.Now },
            _ => new Input.Refresh { Now = pair.Now },
        });
    }

    private static int Question(Ask ask) => ask switch
    {
        Ask.Read read => Of(0, read.Side),
        Ask.ReadCandidate read => Of(1, read.Side),
        Ask.Find find => Of(2, find.Side),
        Ask.LookAround look => Of(3, look.Side),
        Ask.Update update => Of(4, update.Side),
        Ask.Create create => Of(5, create.Side),
        Ask.Delete delete => Of(6, delete.Side),
        Ask.Archive archive => Of(7, archive.Side),
        Ask.Grant grant => Of(8, grant.Side),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static int Of(int question, Side side) => (2 * question) + (int)side;

    private static Input Answer(Talk pair, Ask ask, int die) => ask switch
    {
        Ask.Read read => new Input.Read(read.Side, Shown(pair.State[read.Side].Seen, read.ExternalId, pair.State[read.Side].Version, die)) { Now = pair.Now },
        Ask.ReadCandidate read => new Input.CandidateRead(read.Side, Shown(Record("email=a@x name=Zoe"), read.ExternalId, null, die)) { Now = pair.Now },
        Ask.Find find => Found(find.Side, die, pair.Now),
        Ask.LookAround look => new Input.LookedAround(
            die % 3 == 0 ? Held(look.Side.Other(), die) : null, CreateIsOpen: die % 5 == 0) { Now = pair.Now },
        Ask.Update update => Written(update.Side, update.ExternalId, pair.State[update.Side].Seen.With(update.Patch), die, pair.Now),
        Ask.Create create => Written(create.Side, "new", create.Body, die, pair.Now),
        Ask.Delete delete => Written(delete.Side, delete.ExternalId, null, die, pair.Now),
        Ask.Archive archive => Written(archive.Side, archive.ExternalId, pair.State[archive.Side].Seen, die, pair.Now),
        Ask.Grant grant => new Input.Granted(grant.Side, die % 4 > 0) { Now = pair.Now },
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static SideAnswer Shown(CanonicalRecord seen, string id, string? version, int die) => (die % 9) switch
    {
        0 => new SideAnswer.NotFound(),
        1 => new SideAnswer.Failed(NoAnswer),
        2 => new SideAnswer.Found(id, new Mapped.Bad("name", "it is a number"), $"v{die}", Talk.Noon),
        3 => new SideAnswer.Found(id, seen.Mapped(inScope: false), $"v{die}", Talk.Noon),
        4 => new SideAnswer.Found(id, seen.With(Record("email=")).Mapped(), $"v{die}", Talk.Noon),
        5 => new SideAnswer.Found(id, seen.With(Record("name=Cid")).Mapped(), $"v{die}", Talk.Noon),
        6 => new SideAnswer.Found(id, seen.Mapped(), $"v{die}", Talk.Noon),
        _ => new SideAnswer.Found(id, seen.Mapped(), version ?? "v1", Talk.Noon),
    };

    private static Input.Found Found(Side side, int die, DateTimeOffset now) => new(
        side,
        (die % 6) switch
        {
            0 or 1 => [],
            2 => [new FoundRecord("found", null)],
            3 => [new FoundRecord("found", null), new FoundRecord("other", null)],
            _ => [new FoundRecord("found", Held(side, die))],
        },
        die % 7 == 0 ? NoAnswer : null) { Now = now };

    private static Holder Held(Side side, int die) => Pair.Holder(die % 2 == 0 ? Pair.LowerId : Pair.HigherId, $"{Pair.Name(side)}9") with
    {
        IsHalf = die % 3 > 0, CreateIsOpen = die % 5 == 0, CreateWasSent = die % 10 == 0, IsDeleting = die % 11 == 0,
    };

    private static Input.Written Written(Side side, string id, CanonicalRecord? stored, int die, DateTimeOffset now)
    {
        WriteOutcome outcome = (die % 9) switch
        {
            0 => new WriteOutcome.VersionMismatch(),
            1 => new WriteOutcome.NotFound(),
            2 => new WriteOutcome.AlreadyExists("email", "taken"),
            3 => new WriteOutcome.Rejected("name", "too short"),
            4 => new WriteOutcome.Retryable(NoAnswer),
            5 => new WriteOutcome.Unknown(NoAnswer),
            _ => new WriteOutcome.Succeeded(null),
        };
        var shown = outcome is WriteOutcome.Succeeded && die % 9 > 6 ? stored?.With(die % 2 == 0 ? CanonicalRecord.Nothing : Record("name=ADA")) : null;
        return new Input.Written(side, outcome, shown is null ? null : new SideAnswer.Found(id, shown.Mapped(), $"w{die}", now)) { Now = now };
    }
}
