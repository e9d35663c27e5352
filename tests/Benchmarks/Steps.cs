using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using Sync.Mapping;
using Sync.Reconciliation;

namespace Sync.Benchmarks;

/// <summary>What the pure part of a change costs: mapping a record and deciding, for a record of twenty properties, one of them ten lines.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class Steps
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly RecordMapper Mapper = new(WideRecord.Pairing);
    private static readonly Terms Terms = new(WideRecord.Pairing, new PerSide<ConnectorCapabilities>(new(), new()), Live: true);

    private readonly byte[] body = WideRecord.Body("Ada", 1);
    private readonly PairState linked = Linked();
    private readonly Input echo = Seen(Side.Crm, "Ada", 1, "c1", 11);
    private readonly Input edit = Seen(Side.Crm, "Bea", 1, "c2", 11);
    private readonly Input lineEdit = Seen(Side.Crm, "Ada", 2, "c2", 11);
    private readonly PairState sent;
    private readonly Input answer = new Input.Written(
        Side.Shop, new WriteOutcome.Succeeded(null), new SideAnswer.Found("s", Mapped(Side.Shop, "Bea", 1), "s2", Noon)) { Now = Noon };

    private readonly PairRow row;

    public Steps()
    {
        sent = PairProtocol.Step(linked, edit, Terms).State.Committed();
        row = new PairRow
        {
            Id = sent.Id, ExternalIds = sent.Sides.Select(side => side.Id), Status = PairStatus.Pending, UpdatedAt = Noon, State = PairStateCodec.Encode(sent),
        };
    }

    public static void Run()
    {
        // Iterations shorter than a time slice, so that on shared cores many of them are undisturbed and the median says what it costs.
        // In this process: the tool would build a project of its own, outside of this repository's settings.
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
            .WithIterationTime(TimeInterval.FromMilliseconds(2)).WithWarmupCount(1_000).WithIterationCount(200);
        BenchmarkRunner.Run<Steps>(ManualConfig.CreateMinimumViable().AddJob(job).AddColumn(StatisticColumn.Median, StatisticColumn.Min).HideColumns("Mean", "Error", "StdDev")
            .WithOptions(ConfigOptions.DisableLogFile));
    }

    [Benchmark(Description = "Map: the body of a record")]
    public Mapped Map() => Mapper.Map(Side.Crm, body);

    [Benchmark(Description = "Step: an echo, nothing to do")]
    public Decision Echo() => PairProtocol.Step(linked, echo, Terms);

    [Benchmark(Description = "Step: an edit, to its write")]
    public Decision Edit() => PairProtocol.Step(linked, edit, Terms);

    [Benchmark(Description = "Step: an edit of one line, to its write")]
    public Decision LineEdit() => PairProtocol.Step(linked, lineEdit, Terms);

    [Benchmark(Description = "Step: the write's answer, to rest")]
    public Decision Answer() => PairProtocol.Step(sent, answer, Terms);

    [Benchmark(Description = "Row: the state to its text")]
    public byte[] Encode() => PairStateCodec.Encode(sent);

    [Benchmark(Description = "Row: the text to its state")]
    public PairState Decode() => PairStateCodec.Decode(row);

    /// <summary>A pair at rest: both records mapped each from its own body, all agreed, both feeds caught up with.</summary>
    private static PairState Linked()
    {
        var state = new PairState
        {
            Id = PairId.Of(WideRecord.Pairing.Name, new Guid("00000000-0000-7000-8000-000000000001")),
            Base = ((Mapped.Good)Mapped(Side.Crm, "Ada", 1)).Record,
            Sides = new PerSide<SideState>(Record(Side.Crm, "c"), Record(Side.Shop, "s")),
        };
        var rested = PairProtocol.Step(state, new Input.Due { Now = Noon }, Terms).State.Committed();
        return PairProtocol.Step(rested, Seen(Side.Crm, "Ada", 1, "c1", 10), Terms).Commit is null
            ? rested
            : throw new InvalidOperationException("A pair at rest commits an echo.");
    }

    private static SideState Record(Side side, string id)
    {
        var mapped = (Mapped.Good)Mapped(side, "Ada", 1);
        return SideState.Unknown with
        {
            Id = id, Presence = Presence.Present, Version = $"{id}1", Digest = mapped.Digest, MatchKey = mapped.MatchKey, Seen = mapped.Record,
            Position = new Position(1, 10),
        };
    }

    private static Input.Observed Seen(Side side, string name, int quantity, string version, long place) =>
        new(side, side == Side.Crm ? "c" : "s", Mapped(side, name, quantity), version, Noon, new Position(1, place), false) { Now = Noon };

    private static Mapped Mapped(Side side, string name, int quantity) => Mapper.Map(side, WideRecord.Body(name, quantity));
}
