using System.Globalization;
using Sync.Sandbox.Faults;
using Sync.Sandbox.Shapes;
using Sync.Sandbox.Storage;

namespace Sync.Sandbox.Http;

/// <summary>What callers can do with single records: read, create, change, delete.</summary>
internal sealed class RecordEndpoints(Side side, RecordReader reader, Writer writer, FaultBench faults, TimeProvider clock)
{
    public Answer Read(Shape shape, string id) => IsId(id) && reader.Load(shape, id) is { Deleted: false } record
        ? Answer.Record(200, side, record)
        : throw RefusedException.NotFound($"there is no {shape.Kind}/{id}");

    public async Task<Answer> CreateAsync(Shape shape, Exchange exchange)
    {
        var body = Incoming(shape, exchange);
        var terms = Terms(shape, exchange);
        var written = await writer.WriteAsync(session => RecordWrites.Create(session, shape, body, terms));
        return Answer.Record(201, side, written.Record, written.Replayed) with
        {
            Location = $"/{shape.Kind}/{written.Record.Id}",
        };
    }

    public async Task<Answer> ChangeAsync(Shape shape, string id, Exchange exchange)
    {
        RequireId(shape, id);
        var patch = Incoming(shape, exchange);
        var terms = Terms(shape, exchange);
        var written = await writer.WriteAsync(session => RecordWrites.Change(session, shape, id, patch, terms));
        return Answer.Record(200, side, written.Record, written.Replayed);
    }

    public async Task<Answer> DeleteAsync(Shape shape, string id, Exchange exchange)
    {
        RequireId(shape, id);
        var terms = Terms(shape, exchange);
        var written = await writer.WriteAsync(session => RecordWrites.Delete(session, shape, id, terms));
        return new Answer(204) { Replayed = written.Replayed };
    }

    private System.Text.Json.Nodes.JsonObject Incoming(Shape shape, Exchange exchange)
    {
        var body = exchange.JsonBody();
        return faults.Settings.Normalise ? Normalisation.Apply(side, shape.Fields, body) : body;
    }

    private WriteTerms Terms(Shape shape, Exchange exchange)
    {
        var settings = faults.Settings;
        if (exchange.IdempotencyKey is { Length: > 255 })
            throw RefusedException.Malformed("Idempotency-Key is longer than 255 characters", "Idempotency-Key");
        return new WriteTerms(
            settings.ConditionalWrites ? exchange.ExpectedVersions() : null,
            settings.Idempotency ? exchange.IdempotencyKey : null,
            Moments.Spell(clock.GetUtcNow().AddSeconds(settings.ClockOffsetSeconds)),
            shape.UniqueField switch
            {
                "email" => settings.UniqueEmail,
                "sku" => settings.UniqueSku,
                _ => false,
            });
    }

    private void RequireId(Shape shape, string id)
    {
        if (!IsId(id)) throw RefusedException.NotFound($"there is no {shape.Kind}/{id}");
    }

    /// <summary>One record has one path: <c>/customers/01001</c> is not <c>/customers/1001</c>.</summary>
    private bool IsId(string id) => !side.IntegerIds
        || (long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number.ToString(CultureInfo.InvariantCulture) == id);
}
