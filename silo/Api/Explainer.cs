using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Sync.Silo.Api;

/// <summary>Tells how a property of a pair came to be as it is.</summary>
internal sealed class Explainer(IPairStore store, SyncConfiguration configuration)
{
    private const int PageSize = 1_000;

    /// <summary>All that is known of a property of a pair, whose row is gone where it is <see langword="null"/>.</summary>
    /// <exception cref="RpcException">NOT_FOUND: neither a row nor a story.</exception>
    public async Task<V1.Explanation> ExplainAsync(PairId pair, PairRow? row, string property, int limit, CancellationToken cancellation)
    {
        var pairing = configuration.Pairings.FirstOrDefault(known => known.Name == pair.Pairing);
        var (story, more) = await StoryAsync(pair, property, limit, cancellation);
        if (row is null && story.Count == 0)
            throw new RpcException(new Status(StatusCode.NotFound, $"There is no pair '{pair}', and nothing is kept of what happened to one."));
        var now = row?.ToPair(pairing, []).Properties.FirstOrDefault(known => known.Name == property) ?? new V1.Property { Name = property };
        var oldest = await store.ActivityAfterAsync(0, pair: null, limit: 1, cancellation);
        return new V1.Explanation
        {
            PairId = pair.Value,
            Status = row?.Status.ToV1() ?? V1.PairStatus.Unspecified,
            Property = now,
            Origin = story.FirstOrDefault(told => told.Activity is { Property: not null, To: { } to } && to == now.Base?.Json)?.ToV1(),
            Story = { story.Select(told => told.ToV1()) },
            More = more,
            KeptSince = oldest is [var first, ..] ? first.Activity.At.ToTimestamp() : null,
        };
    }

    private async Task<(IReadOnlyList<RecordedActivity> Story, bool More)> StoryAsync(
        PairId pair, string property, int limit, CancellationToken cancellation)
    {
        var story = new List<RecordedActivity>();
        for (long? before = null; ;)
        {
            var page = await store.LastActivityAsync(pair, before, PageSize, cancellation);
            story.AddRange(page.Where(told => IsTold(told.Activity, property)));
            if (story.Count > limit)
                return (story[..limit], true);
            if (page.Count < PageSize)
                return (story, false);
            before = page[^1].Sequence;
        }
    }

    /// <summary>What is about no single property changed this one too, but for what was only tried.</summary>
    private static bool IsTold(Activity activity, string property) => activity.Property is null
        ? activity.Kind is not (ActivityKind.Retrying or ActivityKind.Paused)
        : activity.Property == property;
}
