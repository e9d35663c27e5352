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

    private readonly string folder = Directory.CreateTempSubdirectory("sync-undo-").FullName;
    private readonly List<UndoProgress> saved = [];
    private readonly List<(PairId Pair, SetBack Value)> told = [];
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

    private static Task RunAsync(UndoRun undo) => Turns.RunAsync(() => undo.RunAsync(default));

    private UndoRun Undoing(Func<PairId, Instructed>? answer = null, int failsAfterSaves = int.MaxValue)
    {
        var saves = 0;
        return new UndoRun(Thing, store, TellAsync, () => Task.FromResult(saved.LastOrDefault()), SaveAsync, TimeProvider.System);

        Task<Instructed> TellAsync(PairId pair, Instruction.Undo undo)
        {
            told.AddRange(undo.Values.Select(value => (pair, value)));
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
        (await store.CommitAsync(new PairCommit(row, null, [changed]), default)).ShouldBeOfType<CommitOutcome.Committed>();
    }

    private static PairId Id(int n) => PairId.Of("thing", new Guid($"00000000-0000-7000-8000-{n:D12}"));
}
