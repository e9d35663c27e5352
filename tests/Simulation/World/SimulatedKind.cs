using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Sync.Simulation;

/// <summary>
/// One kind of a side: records with versions, a feed of each record's present state in order of change, and people who edit. The
/// engine sees it through <see cref="SimulatedConnector"/> only, which answers what IConnector answers.
/// </summary>
internal sealed class SimulatedKind(SimulatedSide side, string name, World world)
{
    private readonly Dictionary<string, string> keys = [];
    private long sequence;
    private int lastId;

    public string Name => name;

    public SimulatedSide Side => side;

    public Dictionary<string, SimulatedRecord> Records { get; } = [];

    public long LastPlace => sequence;

    public IEnumerable<SimulatedRecord> Alive => Records.Values.Where(r => !r.IsDeleted);

    // People.

    public SimulatedRecord PersonCreates(string key, string? type, IEnumerable<(string Property, string? Native)> values)
    {
        var record = Insert(key, type, byEngine: false);
        foreach (var (property, native) in values)
            Set(record, property, native, byPerson: true);
        Touch(record);
        Tell(record, $"a person creates {record.Fields.ToJsonString()}");
        return record;
    }

    public void PersonEdits(SimulatedRecord record, string property, string? native)
    {
        Set(record, property, native, byPerson: true);
        Touch(record);
        Tell(record, $"a person sets {property} = {native}");
    }

    public void PersonDeletes(SimulatedRecord record)
    {
        record.WasLinked = world.Disk.HolderOf(side.Side, record.Id) is { IsHalf: false };
        record.Delete(world.Time.Tick(), byEngine: false);
        Touch(record);
        Tell(record, "a person deletes it");
    }

    public void PersonRestores(SimulatedRecord record)
    {
        record.Restore(world.Time.Tick());
        Touch(record);
        Tell(record, "a person brings it back");
    }

    // The engine.

    public SideRecord? Read(string id)
    {
        if (!Records.TryGetValue(id, out var record) || record.IsDeleted)
            return null;
        record.Shown = record.History.Count;
        return Show(record);
    }

    public IReadOnlyList<SideRecord> Find(string key) => [.. Alive.Where(r => r.Key == key).Select(Show)];

    public WriteOutcome Create(JsonObject body, string idempotencyKey)
    {
        if (side.Faults.Idempotent && keys.TryGetValue(idempotencyKey, out var made))
            return Records[made].IsDeleted ? new WriteOutcome.NotFound() : new WriteOutcome.Succeeded(Show(Records[made]));
        var key = (string)body["key"]!;
        if (Alive.Any(r => r.Key == key))
            return new WriteOutcome.AlreadyExists("key", $"key {key} is taken");
        var record = Insert(key, (string?)body["type"], byEngine: true);
        keys[idempotencyKey] = record.Id;
        Apply(record, body, record.History.Count);
        Tell(record, $"the engine creates {body.ToJsonString()}");
        return new WriteOutcome.Succeeded(Show(record));
    }

    /// <param name="id">The record.</param>
    /// <param name="patch">What is set.</param>
    /// <param name="ifVersion">The version it must have.</param>
    /// <param name="shown">How much of the record's history the engine had been shown when it sent this.</param>
    public WriteOutcome Update(string id, JsonObject patch, string? ifVersion, int shown)
    {
        if (!Records.TryGetValue(id, out var record) || record.IsDeleted)
            return new WriteOutcome.NotFound();
        if (ifVersion is not null && ifVersion != record.Version)
        {
            Tell(record, $"the engine's {patch.ToJsonString()} for {ifVersion} is refused");
            return new WriteOutcome.VersionMismatch();
        }
        Apply(record, patch, shown);
        Tell(record, $"the engine writes {patch.ToJsonString()}");
        return new WriteOutcome.Succeeded(side.Faults.AnswersWithBody ? Show(record) : null);
    }

    public WriteOutcome Delete(string id, string? ifVersion)
    {
        if (!Records.TryGetValue(id, out var record) || record.IsDeleted)
            return new WriteOutcome.NotFound();
        if (ifVersion is not null && ifVersion != record.Version)
            return new WriteOutcome.VersionMismatch();
        record.Delete(world.Time.Tick(), byEngine: true);
        Touch(record);
        Tell(record, "the engine deletes it");
        return new WriteOutcome.Succeeded(null);
    }

    public FeedPage Changes(string? cursor, int limit)
    {
        var since = string.IsNullOrEmpty(cursor) ? 0 : long.Parse(cursor, CultureInfo.InvariantCulture);
        if (world.Random.NextDouble() < side.Faults.ExpiresCursor)
            throw new CursorExpiredException(new Failure("the cursor is too old"));
        var from = world.Random.NextDouble() < side.Faults.RepeatsFeed ? Math.Max(0, since - 3) : since;
        var items = Records.Values.Where(r => r.Place > from).OrderBy(r => r.Place).Take(limit).ToList();
        var next = items.Count == 0 ? since : Math.Max(since, items[^1].Place);
        if (side.Faults.ReordersPage)
            items = [.. items.OrderBy(_ => world.Random.Next())];
        return new FeedPage([.. items.Select(r => new FeedItem(Show(r), r.Place, r.IsDeleted))], Text(next), next < sequence);
    }

    /// <summary>A listing may leave out records that the engine knows already; it never hides one that nobody would look for.</summary>
    public ListPage List(string? after, int limit)
    {
        var cursor = Text(sequence);
        var items = Alive.OrderBy(r => r.Id, StringComparer.Ordinal)
            .Where(r => after is null || string.CompareOrdinal(r.Id, after) > 0).Take(limit).ToList();
        var next = items.Count < limit ? null : items[^1].Id;
        items.RemoveAll(r => world.Random.NextDouble() < side.Faults.CutsListing && world.Disk.HolderOf(side.Side, r.Id) is not null);
        return new ListPage([.. items.Select(Show)], next, cursor);
    }

    private SimulatedRecord Insert(string key, string? type, bool byEngine)
    {
        var fields = new JsonObject { ["key"] = key };
        if (type is not null)
            fields["type"] = type;
        // A side tells every field of a record; what is left out is unknown, and what is null is empty.
        foreach (var property in world.PropertiesOf(this).Where(p => p != "key"))
            fields[property] = null;
        var record = new SimulatedRecord($"{side.Side.Name()}-{name}-{++lastId:000}", fields) { CreatedAt = world.Time.Tick(), CreatedByEngine = byEngine };
        Records[record.Id] = record;
        return record;
    }

    private void Apply(SimulatedRecord record, JsonObject patch, int shown)
    {
        world.Watch.Written(this, record, patch);
        foreach (var (property, value) in patch)
        {
            if (property is "key" or "type")
                continue;
            foreach (var unseen in record.History.Skip(shown).Where(e => e.ByPerson && e.Property == property && !side.Faults.Conditional))
                unseen.LostInWindow = true;
            Set(record, property, Stored(property, (string?)value), byPerson: false);
        }
        Touch(record);
    }

    private string? Stored(string property, string? native) => (side.Faults.Normalises, property) switch
    {
        (true, "b") => native?.ToUpperInvariant(),
        (true, "c") => native?.Trim(),
        _ => native,
    };

    private void Set(SimulatedRecord record, string property, string? native, bool byPerson)
    {
        var value = native is not null && world.ReferredTo(this, property) is { } target
            ? target.Records.GetValueOrDefault(native)?.Key ?? $"nothing ({native})"
            : native;
        record.Set(new Edit(property, value, world.Time.Tick(), byPerson), native);
    }

    private void Touch(SimulatedRecord record)
    {
        var at = world.Time.Tick();
        var version = side.Faults.TiedVersions ? at.ToString("HH:mm:ss", CultureInfo.InvariantCulture) : $"{side.Side.Name()}v{sequence + 1}";
        record.MoveTo(++sequence, version, at);
    }

    private void Tell(SimulatedRecord record, string what) =>
        world.Disk.Story?.Add($"{world.Time.GetUtcNow():HH:mm:ss.fff} {record.Id}: {what} (now {record.Version})");

    private static SideRecord Show(SimulatedRecord record) => new(
        record.Id, record.Version, record.ModifiedAt, record.IsDeleted ? default : Encoding.UTF8.GetBytes(record.Fields.ToJsonString()));

    private static string Text(long place) => place.ToString(CultureInfo.InvariantCulture);
}
