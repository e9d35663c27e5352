using static Sync.Reconciliation.Tests.Texts;

namespace Sync.Reconciliation.Tests;

/// <summary>
/// Two simulated records and their feeds around a linked pair: answers whatever is asked, truthfully, until nothing is asked.
/// </summary>
internal sealed class World
{
    private const int MostQuestions = 40;
    private readonly Talk talk;
    private readonly Func<Side, CanonicalRecord, CanonicalRecord> store;
    private PerSide<CanonicalRecord> records;
    private PerSide<int> versions = new(1, 1);
    private long place = 10;

    /// <param name="talk">The pair.</param>
    /// <param name="store">What a side makes of values written to it.</param>
    public World(Talk talk, Func<Side, CanonicalRecord, CanonicalRecord>? store = null)
    {
        this.talk = talk;
        this.store = store ?? ((_, record) => record);
        records = talk.State.Sides.Select(side => side.Seen);
    }

    public Talk Pair => talk;

    public PerSide<CanonicalRecord> Records => records;

    /// <summary>Every write that was sent and done.</summary>
    public List<Ask.Update> Writes { get; } = [];

    /// <summary>What happens while a write is on its way.</summary>
    public Action? BeforeWrite { get; set; }

    /// <summary>How many writes were sent and met another version.</summary>
    public int Mismatches { get; private set; }

    /// <summary>A person sets properties on a side; nobody is told yet.</summary>
    public void Edit(Side side, CanonicalRecord edit) => Put(side, records[side].With(edit));

    /// <summary>The feed of a side comes by, and everything that follows is done.</summary>
    public void Deliver(Side side) => Settle(new Input.Observed(
        side, Tests.Pair.Name(side), records[side].Mapped(), Version(side), talk.Now, new Position(1, ++place), false) { Now = talk.Now });

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
        Ask.Update update => Update(update),
        _ => throw new InvalidOperationException($"A linked pair asked {ask}."),
    };

    private Input.Written Update(Ask.Update update)
    {
        BeforeWrite?.Invoke();
        if (update.IfVersion != Version(update.Side))
        {
            Mismatches++;
            return new Input.Written(update.Side, new WriteOutcome.VersionMismatch(), null) { Now = talk.Now };
        }
        Writes.Add(update);
        Put(update.Side, records[update.Side].With(store(update.Side, update.Patch)));
        return new Input.Written(update.Side, new WriteOutcome.Succeeded(null), Show(update.Side)) { Now = talk.Now };
    }

    private void Put(Side side, CanonicalRecord record)
    {
        records = records.With(side, record);
        versions = versions.With(side, versions[side] + 1);
    }

    private SideAnswer.Found Show(Side side) => new(Tests.Pair.Name(side), records[side].Mapped(), Version(side), talk.Now);

    private string Version(Side side) => $"{Tests.Pair.Name(side)}{versions[side]}";
}
