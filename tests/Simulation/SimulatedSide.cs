using System.Text;
using System.Text.Json.Nodes;

namespace Sync.Simulation;

/// <summary>How a simulated side misbehaves; all rates of one.</summary>
internal sealed record Faults
{
    public double LostAnswer { get; init; }
    public double LostRequest { get; init; }
    public double Late { get; init; }
    public double Throttled { get; init; }
    public double ReadFails { get; init; }
    public double RepeatsFeed { get; init; }
    public bool ReordersPage { get; init; }
    public bool Idempotent { get; init; } = true;
    public bool Unique { get; init; } = true;
    public bool Normalises { get; init; }
    public bool AnswersWithBody { get; init; } = true;
}

/// <summary>
/// One side's system: records with versions that never recur, a feed of each record's present state in order of change, and
/// people who edit. The engine sees it through <see cref="SimulatedConnector"/> only, which answers what IConnector answers.
/// </summary>
internal sealed class SimulatedSide(Side side, Random random, SimulatedTime time, List<string> story)
{
    private readonly Dictionary<string, string> keys = [];
    private long sequence;
    private int lastId;

    public Side Side => side;

    public Faults Faults { get; set; } = new();

    public Dictionary<string, SimulatedRecord> Records { get; } = [];

    /// <summary>Writes of the engine that took effect.</summary>
    public int EngineWrites { get; private set; }

    public long LastPlace => sequence;

    public IEnumerable<SimulatedRecord> Alive => Records.Values.Where(r => !r.IsDeleted);

    // People.

    public SimulatedRecord PersonCreates(string key, params (string Property, string? Value)[] values)
    {
        var record = Insert(new JsonObject { ["key"] = key });
        foreach (var (property, value) in values)
            record.Edit(property, value, time.Tick(), byPerson: true);
        Touch(record);
        Tell($"a person creates {record.Id} {record.Fields.ToJsonString()}", record);
        return record;
    }

    public void PersonEdits(SimulatedRecord record, string property, string? value)
    {
        record.Edit(property, value, time.Tick(), byPerson: true);
        Touch(record);
        Tell($"a person sets {record.Id} {property} = {value}", record);
    }

    public void PersonDeletes(SimulatedRecord record)
    {
        record.Delete(time.Tick());
        Touch(record);
        Tell($"a person deletes {record.Id}", record);
    }

    // The engine.

    public SideRecord? Read(string id) => Records.TryGetValue(id, out var record) && !record.IsDeleted ? Tell(record) : null;

    public IReadOnlyList<SideRecord> Find(string key) => [.. Alive.Where(r => r.Key == key).Select(Tell)];

    public WriteOutcome Create(JsonObject body, string idempotencyKey)
    {
        if (Faults.Idempotent && keys.TryGetValue(idempotencyKey, out var made))
            return Records[made].IsDeleted ? new WriteOutcome.NotFound() : new WriteOutcome.Succeeded(Tell(Records[made]));
        var key = (string)body["key"]!;
        if (Faults.Unique && Alive.Any(r => r.Key == key))
            return new WriteOutcome.AlreadyExists("key", $"key {key} is taken");
        var record = Insert(new JsonObject { ["key"] = key });
        keys[idempotencyKey] = record.Id;
        Apply(record, body);
        Tell($"the engine creates {record.Id} {body.ToJsonString()}", record);
        return new WriteOutcome.Succeeded(Tell(record));
    }

    public WriteOutcome Update(string id, JsonObject patch, string? ifVersion)
    {
        if (!Records.TryGetValue(id, out var record) || record.IsDeleted)
            return new WriteOutcome.NotFound();
        if (ifVersion is not null && ifVersion != record.Version)
        {
            Tell($"the engine's {patch.ToJsonString()} for {record.Id} meets {record.Version}, not {ifVersion}", record);
            return new WriteOutcome.VersionMismatch();
        }
        Apply(record, patch);
        Tell($"the engine writes {record.Id} {patch.ToJsonString()}", record);
        return new WriteOutcome.Succeeded(Faults.AnswersWithBody ? Tell(record) : null);
    }

    public WriteOutcome Delete(string id, string? ifVersion)
    {
        if (!Records.TryGetValue(id, out var record) || record.IsDeleted)
            return new WriteOutcome.NotFound();
        if (ifVersion is not null && ifVersion != record.Version)
            return new WriteOutcome.VersionMismatch();
        EngineWrites++;
        record.Delete(time.Tick());
        record.DeletedByEngine = true;
        Touch(record);
        Tell($"the engine deletes {record.Id}", record);
        return new WriteOutcome.Succeeded(null);
    }

    public FeedPage Changes(string? cursor, int limit)
    {
        var since = string.IsNullOrEmpty(cursor) ? 0 : long.Parse(cursor);
        var from = random.NextDouble() < Faults.RepeatsFeed ? Math.Max(0, since - 3) : since;
        var items = Records.Values.Where(r => r.Place > from).OrderBy(r => r.Place).Take(limit).ToList();
        var next = items.Count == 0 ? since : Math.Max(since, items[^1].Place);
        if (Faults.ReordersPage)
            items = [.. items.OrderBy(_ => random.Next())];
        return new FeedPage([.. items.Select(r => new FeedItem(Tell(r), r.Place, r.IsDeleted))], next.ToString(), next < sequence);
    }

    public ListPage List(string? after, int limit)
    {
        var cursor = sequence.ToString();
        var items = Alive.OrderBy(r => r.Id, StringComparer.Ordinal)
            .Where(r => after is null || string.CompareOrdinal(r.Id, after) > 0).Take(limit).ToList();
        return new ListPage([.. items.Select(Tell)], items.Count < limit ? null : items[^1].Id, cursor);
    }

    private void Tell(string what, SimulatedRecord record) =>
        story.Add($"{time.GetUtcNow():HH:mm:ss.fff} {side.Name()}: {what} (now {record.Version})");

    private SimulatedRecord Insert(JsonObject fields)
    {
        var record = new SimulatedRecord($"{side.Name()}-{++lastId:0000}", fields);
        Records[record.Id] = record;
        return record;
    }

    private void Apply(SimulatedRecord record, JsonObject patch)
    {
        EngineWrites++;
        foreach (var (property, value) in patch)
        {
            if (property == "key")
                continue;
            var text = (string?)value;
            record.Edit(property, Faults.Normalises && property == "b" ? text?.ToUpperInvariant() : text, time.Tick(), byPerson: false);
        }
        Touch(record);
    }

    private void Touch(SimulatedRecord record) => record.MoveTo(++sequence, $"{side.Name()}v{sequence}", time.Tick());

    private static SideRecord Tell(SimulatedRecord record) => new(
        record.Id, record.Version, record.ModifiedAt, record.IsDeleted ? default : Encoding.UTF8.GetBytes(record.Fields.ToJsonString()));
}

/// <summary>A record, and everything that ever stood in it.</summary>
internal sealed class SimulatedRecord(string id, JsonObject fields)
{
    public string Id => id;

    public string Key => (string)fields["key"]!;

    public JsonObject Fields => fields;

    public string Version { get; private set; } = "";

    public long Place { get; private set; }

    public DateTimeOffset ModifiedAt { get; private set; }

    public bool IsDeleted { get; private set; }

    public bool DeletedByEngine { get; set; }

    /// <summary>When it was deleted.</summary>
    public DateTimeOffset DeletedAt { get; private set; }

    /// <summary>Everything that was put into it, oldest first.</summary>
    public List<Edit> History { get; } = [];

    public void Edit(string property, string? value, DateTimeOffset at, bool byPerson)
    {
        fields[property] = value;
        History.Add(new Edit(property, value, at, byPerson));
    }

    public void Delete(DateTimeOffset at) => (IsDeleted, DeletedAt) = (true, at);

    public void MoveTo(long place, string version, DateTimeOffset at) => (Place, Version, ModifiedAt) = (place, version, at);
}

/// <summary>One value put into a property.</summary>
internal sealed record Edit(string Property, string? Value, DateTimeOffset At, bool ByPerson);
