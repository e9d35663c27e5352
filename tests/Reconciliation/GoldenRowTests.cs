using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;

namespace Sync.Reconciliation.Tests;

/// <summary>
/// What an earlier release kept in a row, this one reads, and nothing of it is lost. A line of rows.golden is a state of any kind as it was
/// written; a run with SYNC_ACCEPT=1 writes them where there are none. Lines of a release stay as long as its data may be restored.
/// </summary>
public sealed class GoldenRowTests
{
    private const int Kept = 40;

    private static readonly string Golden = typeof(GoldenRowTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Rows").Value!;

    [Fact]
    public void Rows_written_before_are_read_and_say_what_they_said()
    {
        if (Environment.GetEnvironmentVariable("SYNC_ACCEPT") == "1" && !File.Exists(Golden))
            File.WriteAllLines(Golden, PairStateCodecLaws.States.Array[Kept].Single().Select(state => Encoding.UTF8.GetString(PairStateCodec.Encode(state))));
        var lines = File.ReadAllLines(Golden);
        lines.Length.ShouldBeGreaterThanOrEqualTo(Kept);
        foreach (var line in lines)
        {
            var state = PairStateCodec.Decode(new PairRow
            {
                Id = Pair.Id, ExternalIds = new("c", "s"), Status = PairStatus.InSync, UpdatedAt = Talk.Noon, State = Encoding.UTF8.GetBytes(line),
            });
            var now = JsonNode.Parse(PairStateCodec.Encode(state));
            Retold.Holds(now, JsonNode.Parse(line)).ShouldBeTrue($"the row said {line}\nand now says {now!.ToJsonString()}");
        }
    }
}
