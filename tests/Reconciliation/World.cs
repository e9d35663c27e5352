using static Sync.Reconciliation.Tests.Texts;

namespace Sync.Reconciliation.Tests;

/// <summary>
/// Two simulated records and their feeds around a pair: answers whatever is asked, truthfully, until nothing is asked. No other
/// records exist, and every deletion is granted.
/// </summary>
internal sealed class World
{
    private const int MostQuestions = 40;
    private readonly Talk talk;
    private readonly Func<Side, CanonicalRecord, CanonicalRecord> store;
    private PerSide<CanonicalRecord?> records;
    private PerSide<int> versions = new(1, 1);
    private long place = 10;

    /// <param name="talk">The pair.</param>
    /// <param name="store">What a side makes of values written to it.</param>
    public World(Talk talk, Func<Side, CanonicalRecord, CanonicalRecord>? store = null)
    {
        this.talk = talk;
        this.store = store ?? ((_, record) => record);
        records = talk.State.Sides.Select(side => side.Id is null ? null : side.Seen);
    }

    public Talk Pair => talk;

    /// <summary>What each side has; nothing where it has no record.</summary>
    public PerSide<CanonicalRecord> Records => records.Select(record => record ?? CanonicalRecord.Nothing);

    /// <summary>Every write of any kind that was sent and done.</summary>
    public List<Ask> Done { get; } = [];

    /// <summary>Those of them that set values of a record.</summary>
    public IReadOnlyList<Ask.Update> Writes => [.. Done.OfType<Ask.Update>()];

    /// <summary>What happens while a write is on its way.</summary>
    public Action? BeforeWrite { get; set; }

    /// <summary>How many writes were sent and met another version.</summary>
    public int Mismatches { get; private set; }

    /// <summary>A person sets properties on a side; nobody is told yet.</summary>
    public void Edit(Side side, CanonicalRecord edit) => Put(side, Records[side].With(edit));

    /// <summary>A person deletes a record; nobody is told yet.</summary>
    public void Delete(Side side) => Put(side, null);

    /// <summary>The feed of a side comes by, and everything that follows is done.</summary>
    public void Deliver(Side side) => Settle(records[side] is { } record
        ? new Input.Observed(side, Tests.Pair.Name(side), record.Mapped(), Version(side), talk.Now, new Position(1, ++place), false) { Now = talk.Now }
        : new Input.Hint(side, Tests.Pair.Name(side)) { Now = talk.Now });

    public void Settle(Input input)
    {
        talk.Step(input);
        for (var questions = 0; talk.Asked is { } ask; questions++)
        {
            questions.ShouldBeLessThan(MostQuestions, $"still asking {ask}");
            talk.Step(Answer(ask));
        }
    }

    private Input Answer(Ask ask) => ask switch
    {
        Ask.Read read => new Input.Read(read.Side, Show(read.Side)) { Now = talk.Now },
        Ask.Update update => Write(update, update.Side, update.IfVersion, () => records[update.Side]!.With(store(update.Side, update.Patch))),
        Ask.Create create => Write(create, create.Side, null, () => store(create.Side, create.Body)),
        Ask.Archive archive => Write(archive, archive.Side, archive.IfVersion, () => records[archive.Side]),
        Ask.Delete delete => Write(delete, delete.Side, delete.IfVersion, () => null),
        Ask.Grant grant => new Input.Granted(grant.Side, Yes: true) { Now = talk.Now },
        Ask.LookAround => new Input.LookedAround(null, CreateIsOpen: false) { Now = talk.Now },
        Ask.Find find => new Input.Found(find.Side, [], null) { Now = talk.Now },
        _ => throw new InvalidOperationException($"A world of two records was asked {ask}."),
    };

    private Input.Written Write(Ask write, Side side, string? ifVersion, Func<CanonicalRecord?> becomes)
    {
        BeforeWrite?.Invoke();
        if (write is not Ask.Create && records[side] is null)
            return new Input.Written(side, new WriteOutcome.NotFound(), null) { Now = talk.Now };
        if (write is not Ask.Create && ifVersion is not null && ifVersion != Version(side))
        {
            Mismatches++;
            return new Input.Written(side, new WriteOutcome.VersionMismatch(), null) { Now = talk.Now };
        }
        Done.Add(write);
        Put(side, becomes());
        return new Input.Written(side, new WriteOutcome.Succeeded(null), Show(side) as SideAnswer.Found) { Now = talk.Now };
    }

    private void Put(Side side, CanonicalRecord? record)
    {
        records = records.With(side, record);
        versions = versions.With(side, versions[side] + 1);
    }

    private SideAnswer Show(Side side) => records[side] is { } record
        ? new SideAnswer.Found(Tests.Pair.Name(side), record.Mapped(), Version(side), talk.Now)
        : new SideAnswer.NotFound();

    private string Version(Side side) => $"{Tests.Pair.Name(side)}{versions[side]}";
}
