using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Sync.Simulation;

/// <summary>
/// One kind of a side: records with versions, and people who edit them. The engine sees it through
/// <see cref="SimulatedConnector"/> only, which answers what IConnector answers.
/// </summary>
internal sealed class SimulatedKind(SimulatedSide side, string name, World world, IReadOnlyList<string?> partitions)
{
    /// <summary>No side of ours takes it in a value.</summary>
    public const string Refused = "!";

    private readonly Dictionary<string, string> keys = [];
    private readonly Dictionary<IngestKey, long> toldUpTo = [];
    private TaskCompletionSource changed = new();
    private long sequence;
    private int lastId;

    public string Name => name;

    public SimulatedSide Side => side;

    public Dictionary<string, SimulatedRecord> Records { get; } = [];

    public long LastPlace => sequence;

    /// <summary>How it is taken: as a whole, or in partitions.</summary>
    public IReadOnlyList<IngestKey> Ingests { get; } = [.. partitions.Select(partition => new IngestKey(side.Side, name, partition))];

    /// <summary>Whether no feed has more to tell.</summary>
    public bool IsAllTold => Ingests.All(ingest => toldUpTo.GetValueOrDefault(ingest, -1) == sequence);

    /// <summary>Up to here every cursor is forgotten.</summary>
    public long ForgottenUpTo { get; private set; }

    public IEnumerable<SimulatedRecord> Alive => Records.Values.Where(r => !r.IsDeleted);

    /// <summary>Done when something changes after now.</summary>
    public Task ChangedAsync(CancellationToken cancellation) => changed.Task.WaitAsync(cancellation);

    /// <summary>A feed has nothing more to tell.</summary>
    public void NoteAllTold(string? partition) => toldUpTo[new IngestKey(side.Side, name, partition)] = sequence;

    /// <summary>Whatever feeds have told so far, they are to be asked again.</summary>
    public void AskAgain() => toldUpTo.Clear();

    /// <summary>Whether a record is of a partition.</summary>
    public static bool IsIn(string? partition, SimulatedRecord record) => partition is null || (record.Id[^1] % 2 == 0) == (partition == "even");

    public void ForgetCursors() => ForgottenUpTo = ++sequence;

    // People.

    public SimulatedRecord PersonCreates(JsonObject fields)
    {
        var record = Insert(byEngine: false);
        Put(record, fields, byPerson: true);
        Touch(record);
        Tell(record, $"a person creates {record.Fields.ToJsonString()}");
        return record;
    }

    public void PersonEdits(SimulatedRecord record, JsonObject fields)
    {
        Put(record, fields, byPerson: true);
        Touch(record);
        Tell(record, $"a person sets {fields.ToJsonString()}");
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
        (record.Shown, record.IsMisunderstood) = (record.History.Count, false);
        return Show(record);
    }

    public IReadOnlyList<SideRecord> Find(string field, string value) =>
        [.. Alive.Where(r => (string?)r.Fields[field] == value && r.CreatedAt + side.Faults.FindLag <= world.Time.GetUtcNow()).Select(Show)];

    public WriteOutcome Create(JsonObject body, string idempotencyKey)
    {
        if (side.Faults.Idempotent && keys.TryGetValue(idempotencyKey, out var made))
            return Records[made].IsDeleted ? new WriteOutcome.NotFound() : new WriteOutcome.Succeeded(Show(Records[made]));
        if (side.Mood.ToCreate() is { } wrong)
            return wrong;
        if (Unfit(body) is { } unfit)
            return unfit;
        if (world.IsUniqueIn(this) && Alive.Any(r => r.Key == (string?)body["key"]))
            return new WriteOutcome.AlreadyExists("key", $"key {body["key"]} is taken");
        var record = Insert(byEngine: true);
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
        if (side.Mood.ToWrite(record, ifVersion, world.Pairings.Any(p => p.Many == side.Side)) is { } wrong)
            return wrong;
        if (ifVersion is not null && ifVersion != record.Version)
        {
            Tell(record, $"the engine's {patch.ToJsonString()} for {ifVersion} is refused");
            return new WriteOutcome.VersionMismatch();
        }
        if (Unfit(patch) is { } unfit)
            return unfit;
        Apply(record, patch, shown);
        Tell(record, $"the engine writes {patch.ToJsonString()}");
        return new WriteOutcome.Succeeded(side.Faults.AnswersWithBody ? Show(record) : null);
    }

    public WriteOutcome Delete(string id, string? ifVersion)
    {
        if (!Records.TryGetValue(id, out var record) || record.IsDeleted)
            return new WriteOutcome.NotFound();
        if (side.Mood.ToWrite(record, ifVersion, world.Pairings.Any(p => p.Many == side.Side)) is { } wrong)
            return wrong;
        if (ifVersion is not null && ifVersion != record.Version)
            return new WriteOutcome.VersionMismatch();
        if (world.KeepsReferences && world.ReferencesTo(side.Side, id).Any())
        {
            Tell(record, "the engine's deletion is refused, since others refer to it");
            return new WriteOutcome.Rejected(null, $"{id} is referred to");
        }
        world.Watch.Deleting(this, record);
        record.Delete(world.Time.Tick(), byEngine: true);
        Touch(record);
        Tell(record, "the engine deletes it");
        return new WriteOutcome.Succeeded(null);
    }

    /// <summary>The engine heard what came of a write.</summary>
    public void Told(SideRecord stored)
    {
        foreach (var edit in side.Faults.TiedVersions ? [] : Records[stored.Id].History.Where(e => !e.ByPerson && e.Version == stored.Version))
            edit.IsTold = true;
    }

    public static SideRecord Show(SimulatedRecord record) => new(
        record.Id, record.Version, record.ModifiedAt, record.IsDeleted ? default : Encoding.UTF8.GetBytes(record.Fields.ToJsonString()));

    private WriteOutcome.Rejected? Unfit(JsonObject fields) => fields
        .Where(f => f.Value is JsonValue value && value.TryGetValue<string>(out var text) && text.Contains(Refused, StringComparison.Ordinal))
        .Select(f => new WriteOutcome.Rejected(f.Key, $"{f.Key} may have no «{Refused}» in it")).FirstOrDefault()
        ?? fields.Where(f => world.KeepsReferences && f.Value is not null && world.ReferredTo(this, f.Key) is { } target && target.Alive.All(r => r.Id != (string?)f.Value))
            .Select(f => new WriteOutcome.Rejected(f.Key, $"{f.Key} leads to nothing")).FirstOrDefault();

    private SimulatedRecord Insert(bool byEngine)
    {
        var fields = new JsonObject { ["key"] = null };
        // A side tells every field of a record; what is left out is unknown, and what is null is empty.
        foreach (var path in world.PropertiesOf(this).SelectMany(p => p.Paths[side.Side]).Distinct().Where(p => p != "key"))
            fields[path] = null;
        var record = new SimulatedRecord($"{side.Side.Name()}-{name}-{++lastId:000}", fields) { CreatedAt = world.Time.Tick(), CreatedByEngine = byEngine };
        Records[record.Id] = record;
        return record;
    }

    private void Apply(SimulatedRecord record, JsonObject patch, int shown)
    {
        var properties = world.PropertiesOf(this);
        var stored = new JsonObject(patch.Select(f => KeyValuePair.Create(
            f.Key, properties.FirstOrDefault(p => p.Name == f.Key) is { } property ? Forms.Stored(property, f.Value, side.Faults) : f.Value?.DeepClone())));
        var before = record.History.Count;
        world.Watch.Writing(this, record, patch);
        Put(record, stored, byPerson: false);
        if (!side.Faults.Conditional)
        {
            var written = record.History.Skip(before).Select(e => e.Property).ToHashSet();
            foreach (var unseen in record.History.Take(before).Skip(shown).Where(e => e.ByPerson && written.Contains(e.Property)))
                unseen.LostInWindow = true;
        }
        Touch(record);
        foreach (var edit in record.History.Skip(before))
            edit.Version = record.Version;
        world.Bots.Look(this, record, patch);
    }

    private void Put(SimulatedRecord record, JsonObject fields, bool byPerson)
    {
        record.Earlier = record.Version == "" ? null : Show(record);
        foreach (var (field, value) in fields)
            record.Fields[field] = value?.DeepClone();
        if ((string?)record.Fields["type"] is { } type)
            record.Types.Add(type);
        foreach (var property in world.PropertiesOf(this).Where(p => p.Paths[side.Side].Any(fields.ContainsKey)))
        {
            var target = world.ReferredTo(this, property.Name);
            var parts = Parts.Of(property, side.Side, record.Fields, id => target?.Records.GetValueOrDefault(id)?.Key ?? $"nothing ({id})");
            record.Set(property, parts, world.Time.Tick(), byPerson);
        }
    }

    /// <summary>The record has a new version. Where changes are told by the clock, it may have been stamped a while before it can be seen.</summary>
    private void Touch(SimulatedRecord record)
    {
        var at = world.Time.Tick();
        var version = side.Faults.TiedVersions ? at.ToString("HH:mm:ss", CultureInfo.InvariantCulture) : $"{side.Side.Name()}v{sequence + 1}";
        record.MoveTo(++sequence, version, side.Faults.Clocked ? ClockFeed.Stamp(at, world.Random) : at);
        side.Rings(this, record.Id, world);
        (var waiting, changed) = (changed, new TaskCompletionSource());
        waiting.TrySetResult();
    }

    private void Tell(SimulatedRecord record, string what) =>
        world.Disk.Story?.Add($"{world.Time.GetUtcNow():HH:mm:ss.fff} {record.Id}: {what} (now {record.Version})");
}
