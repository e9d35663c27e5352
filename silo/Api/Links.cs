using Grpc.Core;
using Sync.Grains;
using Sync.Reconciliation;

namespace Sync.Silo.Api;

/// <summary>Links as people make, end and move them.</summary>
internal sealed class Links(Instructor instructor, IPairStore store, SyncConfiguration configuration)
{
    private const int MostNamed = 5;
    private const int PageSize = 500;

    /// <summary>Returns once it is durable, or was told as a preview.</summary>
    /// <exception cref="RpcException">It was not taken, or was cut off.</exception>
    public async Task<V1.LinkAnswer> InstructAsync(PairId pair, Instruction instruction, Func<PairRow, Task<V1.Pair>> describe)
    {
        if (instruction is Instruction.Merge)
            await NothingRefersToAsync(pair);
        var before = await store.LoadAsync(pair, CancellationToken.None);
        var follows = await instructor.InstructAsync(pair, instruction);
        var after = await store.LoadAsync(pair, CancellationToken.None);
        var answer = new V1.LinkAnswer { Follows = { follows.Select(ToV1) } };
        if (after is not null)
            answer.Pair = await describe(after);
        if (before is not null && after is not null && await ReleasedAsync(before, after) is { } released)
            answer.ReleasedPairId = released.Value;
        return answer;
    }

    /// <summary>Orders of a customer that goes must be another's first: else they would lead to nobody.</summary>
    private async Task NothingRefersToAsync(PairId pair)
    {
        var referring = new List<string>();
        foreach (var pairing in configuration.Pairings.Where(p => p.Properties.Any(property => property.To == pair.Pairing)))
        {
            var query = new PairQuery(pairing.Name, Text: pair.Value, Limit: PageSize);
            PairPage page;
            do
            {
                page = await store.ListAsync(query, CancellationToken.None);
                referring.AddRange(page.Rows.Where(row => RefersTo(row, pair)).Select(row => row.Id.Value));
                query = query with { After = page.Rows.Count > 0 ? page.Rows[^1].Id : null };
            }
            while (page.More && referring.Count <= MostNamed);
        }
        if (referring.Count > 0)
        {
            var more = referring.Count > MostNamed ? " and more" : "";
            throw new RpcException(new Status(
                StatusCode.FailedPrecondition,
                $"{pair}: records still refer to it; move them on either side first: {string.Join(", ", referring.Take(MostNamed))}{more}."));
        }
    }

    private static bool RefersTo(PairRow row, PairId pair) => Referrals.Of(PairStateCodec.Decode(row)).Contains(pair.Value);

    private async Task<PairId?> ReleasedAsync(PairRow before, PairRow after)
    {
        // A record that others hold too has no row of its own.
        foreach (var side in Sides.Both.Where(side => side != after.Many))
        {
            if (before.ExternalIds[side] is { } left && after.ExternalIds[side] != left)
                return (await store.LookUpAsync(after.Id.Pairing, side, [new LookUp(left, null)], CancellationToken.None))[0].Holder;
        }
        return null;
    }

    private static V1.Foreseen ToV1(Foreseen foreseen) => new()
    {
        Side = foreseen.Side.ToV1(),
        Act = foreseen.Act.ToV1(),
        Property = foreseen.Property ?? "",
        Now = Instructor.ToV1(foreseen.Now),
        Then = Instructor.ToV1(foreseen.Then),
        Rule = foreseen.Rule,
    };
}
