using Grpc.Core;
using Sync.Mapping;
using Sync.Reconciliation;

namespace Sync.Silo.Api;

/// <summary>Which records a pair's record could belong with, read from the sides as they are now.</summary>
internal sealed class Candidates(IPairStore store, SyncConfiguration configuration, PerSide<IConnector> connectors)
{
    private const int Most = 20;

    /// <exception cref="RpcException">NOT_FOUND: there is no such pair.</exception>
    public async Task<V1.GetCandidatesResponse> ReadAsync(PairId pair, CancellationToken cancellation)
    {
        var row = await store.LoadAsync(pair, cancellation);
        var pairing = configuration.Pairings.FirstOrDefault(known => known.Name == pair.Pairing);
        if (row is null || pairing is null)
            throw new RpcException(new Status(StatusCode.NotFound, $"There is no pair '{pair}'."));
        var look = new Look(store, pairing, new RecordMapper(pairing), connectors, cancellation);
        foreach (var side in Sides.Both)
        {
            if (row.ExternalIds[side] is { } id)
                await look.ReadAsync(side, id, row);
        }
        foreach (var side in Sides.Both)
            await look.FindAsync(side);
        if (pairing.Match.IsEmpty)
            await look.WaitingAsync(row);
        return new V1.GetCandidatesResponse { Candidates = { look.Shown } };
    }

    /// <summary>One look around a pair.</summary>
    private sealed class Look(
        IPairStore store, Pairing pairing, RecordMapper mapper, PerSide<IConnector> connectors, CancellationToken cancellation)
    {
        private readonly List<Mapped.Good> own = [];

        public List<V1.Candidate> Shown { get; } = [];

        /// <summary>The pair's own record, or one that another row holds.</summary>
        public async Task ReadAsync(Side side, string id, PairRow holder, bool isOwn = true)
        {
            var outcome = await connectors[side].ReadAsync(pairing.Kinds[side], id, cancellation);
            var mapped = outcome is ReadOutcome.Found found ? mapper.Map(side, found.Record.Body.Span) : null;
            if (isOwn && mapped is Mapped.Good good)
                own.Add(good);
            Show(side, id, holder, mapped, isOwn, outcome switch
            {
                ReadOutcome.NotFound => "there is no such record any more",
                ReadOutcome.Failed failed => failed.Failure.Reason,
                _ => null,
            });
        }

        /// <summary>Records of a side with the match key of one of the pair's own.</summary>
        public async Task FindAsync(Side side)
        {
            foreach (var record in own.Where(good => good.MatchKey is not null && connectors[side].Capabilities(pairing.Kinds[side]).Find).ToList())
            {
                if (mapper.MatchQuery(side, record.Record) is not var (field, value)
                    || await connectors[side].FindAsync(pairing.Kinds[side], field, value, cancellation) is not FindOutcome.Found found)
                    continue;
                foreach (var other in found.Records.Where(other => !IsShown(side, other.Id)))
                {
                    if (mapper.Map(side, other.Body.Span) is Mapped.Good { InScope: true } good && good.MatchKey == record.MatchKey)
                        Show(side, other.Id, await HolderAsync(side, other.Id), good, isOwn: false, null);
                }
            }
        }

        /// <summary>Where nothing tells records apart: those of the side that the pair lacks, which wait for a counterpart.</summary>
        public async Task WaitingAsync(PairRow row)
        {
            foreach (var side in Sides.Both.Where(side => row.ExternalIds[side] is null))
            {
                foreach (var status in new[] { PairStatus.New, PairStatus.Waiting, PairStatus.Ambiguous, PairStatus.Unlinked })
                {
                    var page = await store.ListAsync(new PairQuery(pairing.Name, status), cancellation);
                    foreach (var half in page.Rows.Where(half => half.IsHalf && half.ExternalIds[side] is not null))
                        await ReadAsync(side, half.ExternalIds[side]!, half, isOwn: false);
                }
            }
        }

        private async Task<PairRow?> HolderAsync(Side side, string id)
        {
            var looked = await store.LookUpAsync(pairing.Name, side, [new LookUp(id, null)], cancellation);
            return looked[0].Holder is { } holder ? await store.LoadAsync(holder, cancellation) : null;
        }

        private bool IsShown(Side side, string id) => Shown.Any(shown => shown.Side == side.ToV1() && shown.ExternalId == id);

        private void Show(Side side, string id, PairRow? holder, Mapped? mapped, bool isOwn, string? failure)
        {
            if (IsShown(side, id) || Shown.Count(shown => !shown.Own) >= Most)
                return;
            Shown.Add(new V1.Candidate
            {
                Side = side.ToV1(),
                ExternalId = id,
                PairId = holder?.Id.Value ?? "",
                Status = holder?.Status.ToV1() ?? V1.PairStatus.Unspecified,
                Own = isOwn,
                MatchKey = (mapped as Mapped.Good)?.MatchKey ?? "",
                Values = { Values(mapped) },
                Failure = failure ?? (mapped as Mapped.Bad)?.Reason ?? "",
            });
        }

        private IEnumerable<V1.CandidateValue> Values(Mapped? mapped) => mapped is Mapped.Good good
            ? pairing.Properties.Where(p => good.Record[p.Name] is not null)
                .Select(p => new V1.CandidateValue { Property = p.Name, Value = good.Record[p.Name].ToV1() })
            : [];
    }
}
