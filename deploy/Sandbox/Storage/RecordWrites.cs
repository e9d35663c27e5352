using System.Text.Json.Nodes;
using Sync.Sandbox.Http;
using Sync.Sandbox.Shapes;

namespace Sync.Sandbox.Storage;

/// <summary>What every write is given beside its body.</summary>
/// <param name="IfMatch">Versions one of which the record must have; null when any will do.</param>
/// <param name="IdempotencyKey">Null when the caller gave none, or keys are ignored.</param>
/// <param name="UpdatedAt">The moment to note, by this side's clock.</param>
/// <param name="Unique">Whether the kind's unique field is enforced.</param>
internal sealed record WriteTerms(IReadOnlyList<string>? IfMatch, string? IdempotencyKey, string UpdatedAt, bool Unique);

/// <summary>The state a write left; <paramref name="Replayed"/> names the version it once made when its key was known.</summary>
internal sealed record Written(StoredRecord Record, string? Replayed = null);

/// <summary>
/// Create, change and delete, each inside one transaction with its idempotency key. Every refusal comes before the
/// first change.
/// </summary>
internal static class RecordWrites
{
    public static Written Create(WriteSession session, Shape shape, JsonObject body, WriteTerms terms)
    {
        var scope = $"POST {shape.Kind}";
        if (Kept(session, scope, terms) is { } kept)
        {
            var made = session.Load(shape, kept.Id)!;
            return !made.Deleted
                ? new Written(made, kept.Version)
                : throw new RefusedException(
                    410, $"this key created {shape.Kind}/{kept.Id}, which was deleted since", "Idempotency-Key");
        }
        var record = Conformance.Conform(shape, body, session.Side.IntegerIds);
        RequireReferences(session, shape, record, before: null);
        if (terms.Unique) RequireUnique(session, shape, record, before: null, exceptId: "");

        var stored = session.Store(shape, session.NextId(shape), Spell(record), terms.UpdatedAt, ChangeEvent.Created);
        Keep(session, scope, terms, stored);
        return new Written(stored);
    }

    public static Written Change(WriteSession session, Shape shape, string id, JsonObject patch, WriteTerms terms)
    {
        var scope = $"PATCH {shape.Kind}/{id}";
        var present = Living(session, shape, id);
        if (Kept(session, scope, terms) is { } kept) return new Written(present, kept.Version);
        RequireMatch(present, terms);
        var before = present.Fields();
        var record = Conformance.Conform(shape, MergePatch.Apply(before, patch), session.Side.IntegerIds);
        RequireReferences(session, shape, record, before);
        if (terms.Unique) RequireUnique(session, shape, record, before, id);

        // A patch that changes nothing is no change: same version, same place in the feed, no webhook.
        var spelled = Spell(record);
        var stored = spelled == present.Body
            ? present
            : session.Store(shape, id, spelled, terms.UpdatedAt, ChangeEvent.Updated);
        Keep(session, scope, terms, stored);
        return new Written(stored);
    }

    public static Written Delete(WriteSession session, Shape shape, string id, WriteTerms terms)
    {
        var scope = $"DELETE {shape.Kind}/{id}";
        if (Kept(session, scope, terms) is { } kept) return new Written(session.Load(shape, id)!, kept.Version);
        RequireMatch(Living(session, shape, id), terms);

        var stored = session.Store(shape, id, body: null, terms.UpdatedAt, ChangeEvent.Deleted);
        Keep(session, scope, terms, stored);
        return new Written(stored);
    }

    /// <summary>Changes a record, or without a patch removes it, behind the back of everybody who follows the feed.</summary>
    public static void Tamper(WriteSession session, Shape shape, string id, JsonObject? patch)
    {
        var present = Living(session, shape, id);
        session.Overwrite(
            shape, id, patch is null ? null : Spell(Conformance.Conform(shape, MergePatch.Apply(present.Fields(), patch), session.Side.IntegerIds)));
    }

    public static string Spell(JsonObject record) => record.ToJsonString(Conformance.Spelling);

    private static StoredRecord Living(WriteSession session, Shape shape, string id) =>
        session.Load(shape, id) is { Deleted: false } record
            ? record
            : throw RefusedException.NotFound($"there is no {shape.Kind}/{id}");

    private static void RequireMatch(StoredRecord record, WriteTerms terms)
    {
        if (terms.IfMatch is null || terms.IfMatch.Contains("*") || terms.IfMatch.Contains(record.Version)) return;
        throw new RefusedException(412, $"the record is at version {record.Version}", "If-Match")
        {
            PresentVersion = record.Version,
        };
    }

    /// <summary>Only references that change are looked up: one left dangling by a deletion does not block other edits.</summary>
    private static void RequireReferences(WriteSession session, Shape shape, JsonObject record, JsonObject? before)
    {
        foreach (var field in shape.Fields.Where(field => field.Type == FieldType.Reference))
        {
            if (record[field.Name] is not { } id || JsonNode.DeepEquals(id, before?[field.Name])) continue;
            if (session.Load(session.Side.Find(field.To!)!, id.ToString()) is { Deleted: false }) continue;
            throw RefusedException.Invalid($"{field.Name} names no living record: there is no {field.To}/{id}", field.Name);
        }
    }

    /// <summary>Only a value that changes is looked up: a double made while uniqueness was off stays editable.</summary>
    private static void RequireUnique(
        WriteSession session, Shape shape, JsonObject record, JsonObject? before, string exceptId)
    {
        if (shape.UniqueField is not { } field || record[field] is not { } value) return;
        if (JsonNode.DeepEquals(value, before?[field])) return;
        if (session.Holder(shape, field, value.GetValue<string>(), exceptId) is not { } holder) return;
        throw new RefusedException(409, $"{field} {value} belongs to {shape.Kind}/{holder}", field)
        {
            ConflictingId = session.Side.IntegerIds ? holder : $"\"{holder}\"",
        };
    }

    private static KeptKey? Kept(WriteSession session, string scope, WriteTerms terms) =>
        terms.IdempotencyKey is { } key ? session.FindKey(scope, key) : null;

    private static void Keep(WriteSession session, string scope, WriteTerms terms, StoredRecord stored)
    {
        if (terms.IdempotencyKey is { } key) session.KeepKey(scope, key, stored.Id, stored.Version);
    }
}
