using Microsoft.Data.Sqlite;
using Sync.Reconciliation;
using Sync.Silo.Storage.Sqlite;

namespace Sync.Grains.Tests;

/// <summary>An undo of a range over the real store, without a silo; saves are kept here, and pairs take what they are told.</summary>
public sealed class UndoRunTests : IAsyncLifetime
{
    private const int Pairs = UndoRun.PageSize + 7;
    private static readonly DateTimeOffset Before = DateTimeOffset.UnixEpoch.AddDays(20_000);
    private static readonly DateTimeOffset Import = Before.AddHours(1);
    private static readonly UndoRange Range = new(Side.Crm, Import, null);

    private static readonly Pairing Thing = new()
    {
        Name = "thing",
        Kinds = new("thing", "thing"),
        Properties = [new Property { Name = "name", Type = PropertyType.String, Paths = new(["name"], ["name"]) }],
    };

    private static readonly Pairing Order = new()
    {
        Name = "order",
        Kinds = new("order", "order"),
        Properties = [new Property { Name = "thing", Type = PropertyType.Reference, To = "thing", Paths = new(["thing"], ["thing"]) }],
    };

    private static readonly Pairing Quote = new() { Name = "quote", Kinds = new("quote", "thing") };

    private readonly string folder = Directory.CreateTempSubdirectory("sync-undo-").FullName;
    private readonly List<UndoProgress> saved = [];
    private readonly List<(PairId Pair, SetBack Value)> told = [];
    private readonly List<(PairId Pair, Instruction.TakeBack Said)> takenBack = [];
    private SqlitePairStore store = null!;

    public async Task InitializeAsync()
    {
        store = new SqlitePairStore(new SqlitePairStoreOptions(Path.Combine(folder, "pairs.db")));
        await store.StartAsync(default);
        await Task.WhenAll(Enumerable.Range(0, Pairs).Select(n => PutAsync(n, n == 0 ? Before : Import, now: n == 1 ? "later" : "bad")));
    }

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Every_pair_changed_in_the_range_is_told_once_and_what_was_edited_since_is_named()
    {
        var undo = Undoing();
        await undo.StartAsync(Range, includeOvertaken: false, "Eve");

        await RunAsync(undo);

        told.Select(t => t.Pair).ShouldBe(Enumerable.Range(2, Pairs - 2).Select(Id), ignoreOrder: true);
        told.ShouldAllBe(t => t.Value == new SetBack("name", "\"good\"", "\"good\"", "\"bad\"", "\"bad\""));
        var ended = saved[^1];
        (ended.Done, ended.Total, ended.SetBack, ended.Overtaken, ended.Failed, ended.IsRunning).ShouldBe((Pairs, Pairs, Pairs - 2, 1, 0, false));
        ended.Left.ShouldHaveSingleItem().ShouldBe(new LeftAlone(Id(1).Value, "c1", "s1", "name", "crm has later now"));
    }

    [Fact]
    public async Task What_was_edited_since_is_set_back_too_if_that_is_wanted()
    {
        var undo = Undoing();
        await undo.StartAsync(Range, includeOvertaken: true, "Eve");

        await RunAsync(undo);

        (saved[^1].SetBack, saved[^1].Overtaken, saved[^1].Left.Length).ShouldBe((Pairs - 1, 0, 0));
        told.Single(t => t.Pair == Id(1)).Value.SeenCrm.ShouldBe("\"later\"");
    }

    [Fact]
    public async Task Whoever_loads_what_was_saved_goes_on_behind_the_last_page()
    {
        var killed = Undoing(failsAfterSaves: 2);
        await killed.StartAsync(Range, includeOvertaken: false, "Eve");
        await Should.ThrowAsync<IOException>(() => RunAsync(killed));
        told.Clear();

        await RunAsync(Undoing());

        told.Select(t => t.Pair).ShouldBe(Enumerable.Range(UndoRun.PageSize, Pairs - UndoRun.PageSize).Select(Id), ignoreOrder: true);
        (saved[^1].Id, saved[^1].SetBack, saved[^1].Overtaken).ShouldBe((saved[0].Id, Pairs - 2, 1));
    }

    [Fact]
    public async Task A_pair_that_is_busy_is_told_again_and_one_that_refuses_is_named_with_its_reason()
    {
        var undo = Undoing(pair => pair == Id(2) && told.Count(t => t.Pair == pair) == 1 ? new Instructed.Busy("a write")
            : pair == Id(3) ? new Instructed.CannotUndo("there is no shop record") : new Instructed.Done(PairStatus.Pending));
        await undo.StartAsync(Range, includeOvertaken: false, "Eve");

        await RunAsync(undo);

        told.Count(t => t.Pair == Id(2)).ShouldBe(2);
        (saved[^1].SetBack, saved[^1].Refused, saved[^1].Failed).ShouldBe((Pairs - 3, 1, 0));
        saved[^1].Left.ShouldContain(new LeftAlone(Id(3).Value, "c3", "s3", null, "there is no shop record"));
    }

    [Fact]
    public async Task Records_created_in_the_range_are_taken_back_as_they_were_seen_and_only_where_that_is_asked_for()
    {
        var created = await PutCreatedAsync(Import.AddMinutes(1));
        var undo = Undoing();
        await undo.StartAsync(Range, includeOvertaken: false, "Eve");
        await RunAsync(undo);
        takenBack.ShouldBeEmpty();
        saved[^1].Left.ShouldContain(left => left.Pair == created.Value && left.Reason == "crm c and shop s came in that time; --created has both deleted");

        await undo.StartAsync(Range with { Created = true }, includeOvertaken: false, "Eve");
        await RunAsync(undo);

        var (pair, said) = takenBack.ShouldHaveSingleItem();
        (pair, said.Seen, said.CrmChangedAt, said.ShopChangedAt).ShouldBe((created, new SeenLink("c", "s", 1), Import.AddMinutes(1), null));
        (saved[^1].TakenBack, saved[^1].SetBack, saved[^1].Overtaken).ShouldBe((1, Pairs - 2, 1));
    }

    [Fact]
    public async Task A_record_that_others_refer_to_is_not_taken_back()
    {
        var created = await PutCreatedAsync(Import.AddMinutes(1));
        var order = PairId.Of("order", new Guid("00000000-0000-7000-8000-000000000001"));
        var refers = CanonicalRecord.Nothing.With("thing", new Value.Reference(created.Value));
        var state = new PairState { Id = order, Sides = new(new SideState { Id = "o", Presence = Presence.Present, Seen = refers }, SideState.Unknown) };
        await CommitAsync(new PairRow { Id = order, ExternalIds = new("o", null), Status = PairStatus.Waiting, UpdatedAt = Import, State = PairStateCodec.Encode(state) });
        var undo = Undoing();
        await undo.StartAsync(Range with { Created = true }, includeOvertaken: true, "Eve");

        await RunAsync(undo);

        takenBack.ShouldBeEmpty();
        saved[^1].Left.ShouldContain(left => left.Pair == created.Value && left.Reason == $"records still refer to it, such as those of {order}: these go first");
    }

    [Fact]
    public async Task A_record_that_another_pair_keeps_in_step_too_is_not_taken_back()
    {
        await PutCreatedAsync(Import.AddMinutes(1));
        var quote = PairId.Of("quote", new Guid("00000000-0000-7000-8000-000000000001"));
        await CommitAsync(new PairRow { Id = quote, ExternalIds = new("q", "s"), Status = PairStatus.InSync, UpdatedAt = Before });
        var undo = Undoing();
        await undo.StartAsync(Range with { Created = true }, includeOvertaken: false, "Eve");

        await RunAsync(undo);

        takenBack.ShouldBeEmpty();
        saved[^1].Left.ShouldContain(left => left.Reason == $"shop s belongs to {quote} too");
    }

    [Fact]
    public async Task Deletions_of_which_nothing_but_the_story_is_left_are_named_with_why_they_stay()
    {
        var gone = PairId.Of("thing", Guid.CreateVersion7(Before));
        var deleted = new Activity(Import, ActivityKind.Deleted, Side.Shop, null, "shop 17", null) { From = "{}" };
        await CommitAsync(new PairRow { Id = gone, ExternalIds = new("gone", null), Status = PairStatus.Waiting, UpdatedAt = Before }, deleted);
        await store.CommitAsync(new PairCommit((await store.LoadAsync(gone, default))!, null, [], Purge: true), default);
        var undo = Undoing();
        await undo.StartAsync(Range, includeOvertaken: false, "Eve");

        await RunAsync(undo);

        saved[^1].Refused.ShouldBe(1);
        saved[^1].Left.Single(left => left.Pair == gone.Value).Reason.ShouldBe($"shop 17 was deleted: {Retracing.Gone}");
    }

    private static Task RunAsync(UndoRun undo) => Turns.RunAsync(() => undo.RunAsync(default));

    private UndoRun Undoing(Func<PairId, Instructed>? answer = null, int failsAfterSaves = int.MaxValue)
    {
        var saves = 0;
        return new UndoRun(
            Thing, store, TellAsync, () => Task.FromResult(saved.LastOrDefault()), SaveAsync, TimeProvider.System, [Thing, Order, Quote],
            () => Task.FromResult<DateTimeOffset?>(Before));

        Task<Instructed> TellAsync(PairId pair, Instruction instruction)
        {
            if (instruction is Instruction.Undo undo)
                told.AddRange(undo.Values.Select(value => (pair, value)));
            else
                takenBack.Add((pair, (Instruction.TakeBack)instruction));
            return Task.FromResult(answer?.Invoke(pair) ?? new Instructed.Done(PairStatus.Pending));
        }

        Task SaveAsync(UndoProgress progress)
        {
            if (saves++ >= failsAfterSaves)
                return Task.FromException(new IOException("no disk"));
            saved.Add(progress);
            return Task.CompletedTask;
        }
    }

    /// <summary>A pair whose record came to the CRM at a moment, and whose copy was made for it.</summary>
    private async Task<PairId> PutCreatedAsync(DateTimeOffset at)
    {
        var id = PairId.Of("thing", Guid.CreateVersion7(at));
        var has = CanonicalRecord.Nothing.With("name", new Value.Text("new"));
        var seen = new SideState { Presence = Presence.Present, Version = "1", Seen = has };
        var state = new PairState { Id = id, Base = has, Sides = new(seen with { Id = "c" }, seen with { Id = "s" }) };
        var created = new Activity(at, ActivityKind.Created, Side.Shop, null, "shop s from crm c", null) { To = "{}", Rule = "created", EditedAt = at };
        await CommitAsync(new PairRow { Id = id, ExternalIds = new("c", "s"), Status = PairStatus.InSync, UpdatedAt = at, State = PairStateCodec.Encode(state) }, created);
        return id;
    }

    private async Task CommitAsync(PairRow row, params Activity[] activity) =>
        (await store.CommitAsync(new PairCommit(row, null, activity), default)).ShouldBeOfType<CommitOutcome.Committed>();

    /// <summary>A pair whose name came from the CRM, and what both sides have now.</summary>
    private async Task PutAsync(int n, DateTimeOffset at, string now)
    {
        var has = CanonicalRecord.Nothing.With("name", new Value.Text(now));
        var seen = new SideState { Presence = Presence.Present, Version = "1", Seen = has };
        var state = new PairState { Id = Id(n), Base = has, Sides = new(seen with { Id = $"c{n}" }, seen with { Id = $"s{n}" }) };
        var row = new PairRow
        {
            Id = Id(n), ExternalIds = new($"c{n}", $"s{n}"), Status = PairStatus.InSync, UpdatedAt = at, State = PairStateCodec.Encode(state),
        };
        var changed = new Activity(at, ActivityKind.Updated, Side.Shop, "name", "bad in place of good", null) { From = "\"good\"", To = "\"bad\"", Rule = "edit" };
        await CommitAsync(row, changed);
    }

    private static PairId Id(int n) => PairId.Of("thing", new Guid($"00000000-0000-7000-8000-{n:D12}"));
}
