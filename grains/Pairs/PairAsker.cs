using System.Diagnostics;
using Sync.Mapping;
using Sync.Reconciliation;

namespace Sync.Grains;

/// <summary>Puts the core's questions to sides, store and pairing, and brings back answers it understands.</summary>
internal sealed class PairAsker(PairId id, PairContext context)
{
    private readonly Pairing pairing = context.Pairing;
    private readonly References references = new(context.Mapper, context.Store);
    private readonly Holders holders = new(context.Store);
    private readonly PerSide<ConnectorCapabilities> capabilities =
        new(context.Connectors.Crm.Capabilities(context.Pairing.Kinds.Crm), context.Connectors.Shop.Capabilities(context.Pairing.Kinds.Shop));

    /// <summary>Whether nobody waits for what is asked: a person's edit goes before it.</summary>
    public bool IsInBackground { get; set; }

    /// <summary>How many writes were sent to each side.</summary>
    public PerSide<int> Writes { get; private set; } = new(0, 0);

    public async ValueTask<Terms> TermsAsync() => new(
        pairing, capabilities, await context.Gate.IsLiveAsync(pairing.Name), pairing.RestoredAt is not null && await context.Gate.AreCreatesHeldAsync(pairing.Name));

    /// <summary>What a native record is to this pairing, its references resolved.</summary>
    public ValueTask<Mapped> MapAsync(Side side, ReadOnlyMemory<byte> body) => references.ResolveAsync(side, context.Mapper.Map(side, body.Span));

    /// <summary>What a record is to this pair that the ingest takes for its counterpart, or for its rival.</summary>
    public async ValueTask<Input> CandidateAsync(Side side, string externalId, PairState state) => new Input.Candidate(
        side, externalId, state[side].Id is not null
            && (await context.Store.LookUpAsync(pairing.Name, side, [new LookUp(externalId, null)], CancellationToken.None))[0].Holder is not null) { Now = Now };

    /// <summary>Of which side a record awaits a reference that is linked by now.</summary>
    public async ValueTask<PerSide<bool>> MayBeLinkedAsync(PairState state) =>
        new(await references.AnyLinkedAsync(Side.Crm, state.Sides.Crm.Awaits), await references.AnyLinkedAsync(Side.Shop, state.Sides.Shop.Awaits));

    /// <summary>Asks; answers with the input that the answer is.</summary>
    public async Task<Input> AskAsync(Ask ask, PairState state)
    {
        if (WrittenTo(ask) is { } side)
            Writes = Writes.With(side, Writes[side] + 1);
        switch (ask)
        {
            case Ask.Read read:
                return new Input.Read(read.Side, await ReadAsync(read.Side, read.ExternalId)) { Now = Now };
            case Ask.ReadCandidate read:
                return new Input.CandidateRead(read.Side, await ReadAsync(read.Side, read.ExternalId)) { Now = Now };
            case Ask.Find find:
                return await FindAsync(find, state);
            case Ask.LookAround look:
                return await LookAroundAsync(look, state);
            case Ask.Update update:
                return await UpdateAsync(update, state);
            case Ask.Create create:
                return await CreateAsync(create, state);
            case Ask.Delete delete:
                var deleted = await Connector(delete.Side).DeleteAsync(Kind(delete.Side), delete.ExternalId, delete.IfVersion, CancellationToken.None);
                return new Input.Written(delete.Side, deleted, null) { Now = Now };
            case Ask.Archive archive:
                return await WrittenAsync(archive.Side, await Connector(archive.Side).UpdateAsync(
                    Kind(archive.Side), archive.ExternalId, context.Mapper.Archive(archive.Side), archive.IfVersion, CancellationToken.None));
            case Ask.Grant grant:
                return new Input.Granted(grant.Side, await context.Gate.GrantDeletionAsync(id, grant.Generation)) { Now = Now };
            default:
                throw new UnreachableException();
        }
    }

    private static Side? WrittenTo(Ask ask) => ask switch
    {
        Ask.Update update => update.Side,
        Ask.Create create => create.Side,
        Ask.Delete delete => delete.Side,
        Ask.Archive archive => archive.Side,
        _ => null,
    };

    private DateTimeOffset Now => context.Time.GetUtcNow();

    private IConnector Connector(Side side) => IsInBackground ? context.Connectors[side].InBackground : context.Connectors[side];

    private string Kind(Side side) => pairing.Kinds[side];

    private async Task<SideAnswer> ReadAsync(Side side, string externalId) =>
        await Connector(side).ReadAsync(Kind(side), externalId, CancellationToken.None) switch
        {
            ReadOutcome.Found found => await AnswerAsync(side, found.Record),
            ReadOutcome.NotFound => new SideAnswer.NotFound(),
            ReadOutcome.Failed failed => new SideAnswer.Failed(failed.Failure),
            _ => throw new UnreachableException(),
        };

    private async ValueTask<SideAnswer.Found> AnswerAsync(Side side, SideRecord record) =>
        new(record.Id, await MapAsync(side, record.Body), record.Version, record.ModifiedAt);

    private async Task<Input> FindAsync(Ask.Find find, PairState state)
    {
        var key = context.Mapper.MatchKey(find.Record);
        var records = new List<string>();
        if (capabilities[find.Side].Find && context.Mapper.MatchQuery(find.Side, find.Record) is var (field, value))
        {
            var outcome = await Connector(find.Side).FindAsync(Kind(find.Side), field, value, CancellationToken.None);
            if (outcome is FindOutcome.Failed failed)
                return new Input.Found(find.Side, [], failed.Failure) { Now = Now };
            records.AddRange(((FindOutcome.Found)outcome).Records
                .Where(record => context.Mapper.Map(find.Side, record.Body.Span) is Mapped.Good { InScope: true } good && good.MatchKey == key)
                .Select(record => record.Id).Distinct());
        }
        if (await AddHeldAsync(find.Side, key, records) is { } failure)
            return new Input.Found(find.Side, [], failure) { Now = Now };
        var rows = await context.Store.LookUpAsync(
            pairing.Name, find.Side, [.. records.Select(r => new LookUp(r, null))], CancellationToken.None);
        var found = new List<FoundRecord>(records.Count);
        for (var i = 0; i < records.Count; i++)
            found.Add(new FoundRecord(records[i], rows[i].Holder is { } by ? await holders.KeeperAsync(pairing, find.Side, by, state.Id) : null));
        return new Input.Found(find.Side, found, null) { Now = Now };
    }

    /// <summary>
    /// A side may not find what was just made there, or finds it by exact words only. What rows hold of a side declared <c>many</c> is
    /// known by its key, and believed once it is read.
    /// </summary>
    private async Task<Failure?> AddHeldAsync(Side side, string? key, List<string> records)
    {
        if (pairing.Many != side || key is null)
            return null;
        foreach (var held in (await context.Store.KeyHoldersAsync(pairing.Name, key, CancellationToken.None)).Except(records).ToList())
        {
            var answer = await ReadAsync(side, held);
            if (answer is SideAnswer.Failed failed)
                return failed.Failure;
            if (answer is SideAnswer.Found { Mapped: Mapped.Good { InScope: true } good } && good.MatchKey == key)
                records.Add(held);
        }
        return null;
    }

    private async Task<Input> LookAroundAsync(Ask.LookAround look, PairState state)
    {
        var own = state[look.Side].Id!;
        var isShared = pairing.Many == look.Side.Other();
        var isOpen = await context.Store.HasOpenCreateAsync(pairing.Name, look.Side, look.MatchKey, id, CancellationToken.None)
            || (isShared && await context.Store.HasOpenCreateAsync(pairing.Name, look.Side.Other(), look.MatchKey, id, CancellationToken.None));
        // What others may hold as well is found on its side, and not as half a pair only.
        if (look.MatchKey is null || isShared)
            return new Input.LookedAround(null, isOpen) { Now = Now };
        var around = await context.Store.LookUpAsync(pairing.Name, look.Side, [new LookUp(own, look.MatchKey)], CancellationToken.None);
        var counterpart = around[0].Counterpart is { } other ? await holders.OfAsync(other, look.Side.Other()) : null;
        return new Input.LookedAround(counterpart, isOpen) { Now = Now };
    }

    private async Task<Input> UpdateAsync(Ask.Update update, PairState state)
    {
        var (values, reason) = await references.LocaliseAsync(update.Side, update.Patch, state[update.Side.Other()].Seen);
        // Nobody says to what else, once the record that referred to it is gone too.
        if (reason is not null && state[update.Side.Other()].IsGone)
            return Refused(update.Side, null, reason);
        if (reason is not null)
            return NotYet(update.Side, reason);
        var stored = ReadOnlyMemory<byte>.Empty;
        if (update.Patch.Any(p => p.Value is Value.Lines))
        {
            // A list is replaced whole, so what its lines have beside our properties is taken from the very version it replaces.
            var read = await Connector(update.Side).ReadAsync(Kind(update.Side), update.ExternalId, CancellationToken.None);
            if (NotWritten(read, update, state[update.Side]) is { } outcome)
                return new Input.Written(update.Side, outcome, null) { Now = Now };
            stored = ((ReadOutcome.Found)read).Record.Body;
        }
        byte[] patch;
        try
        {
            patch = context.Mapper.Patch(update.Side, values, stored.Span);
        }
        catch (MappingException refusal)
        {
            return Refused(update.Side, refusal.Property, refusal.Reason);
        }
        return await WrittenAsync(update.Side, await Connector(update.Side).UpdateAsync(
            Kind(update.Side), update.ExternalId, patch, update.IfVersion, CancellationToken.None));
    }

    /// <summary>
    /// Why nothing is sent after this read; <see langword="null"/>: it shows what is to be written over. Where no condition holds the
    /// write back, and a version may stand for two states, this read is the last that can tell.
    /// </summary>
    private WriteOutcome? NotWritten(ReadOutcome read, Ask.Update update, SideState known) => read switch
    {
        ReadOutcome.Found { Record: var record } => record.Version == (update.IfVersion ?? known.Version)
            && (update.IfVersion is not null || (context.Mapper.Map(update.Side, record.Body.Span) as Mapped.Good)?.Digest == known.Digest)
            ? null
            : new WriteOutcome.VersionMismatch(),
        ReadOutcome.NotFound => new WriteOutcome.NotFound(),
        ReadOutcome.Failed failed => new WriteOutcome.Retryable(failed.Failure),
        _ => throw new UnreachableException(),
    };

    private async Task<Input> CreateAsync(Ask.Create create, PairState state)
    {
        var (values, reason) = await references.LocaliseAsync(create.Side, create.Body, state[create.Side.Other()].Seen);
        if (reason is not null)
            return NotYet(create.Side, reason);
        byte[] body;
        try
        {
            body = context.Mapper.Create(create.Side, values);
        }
        catch (MappingException refusal)
        {
            return Refused(create.Side, refusal.Property, refusal.Reason);
        }
        return await WrittenAsync(create.Side, await Connector(create.Side).CreateAsync(
            Kind(create.Side), body, create.IdempotencyKey, CancellationToken.None));
    }

    private async ValueTask<Input> WrittenAsync(Side side, WriteOutcome outcome)
    {
        var stored = outcome is WriteOutcome.Succeeded { Record: { } record } ? await AnswerAsync(side, record) : null;
        return new Input.Written(side, outcome, stored) { Now = Now };
    }

    /// <summary>A reference lost its record since it was resolved; nothing was sent.</summary>
    private Input.Written NotYet(Side side, string reason) =>
        new(side, new WriteOutcome.Retryable(new Failure(reason)), null) { Now = Now };

    private Input.Written Refused(Side side, string? property, string reason) =>
        new(side, new WriteOutcome.Rejected(property, reason), null) { Now = Now };
}
