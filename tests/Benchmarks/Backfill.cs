using System.Collections.Concurrent;
using System.Diagnostics;
using Sync.Silo.Storage;

namespace Sync.Benchmarks;

/// <summary>
/// A backfill at size, and whether people notice: some pairs are in step and edited all the time; then each side has so many records more
/// that no feed told of, half of them on both, and both feeds refuse their cursors. Everything is listed, matched, created and linked.
/// </summary>
internal sealed class Backfill(StorageEngine storage, int records)
{
    private const int Edited = 200;
    private const int Parts = 10;
    private static readonly TimeSpan EditEvery = TimeSpan.FromMilliseconds(100);

    private readonly MemorySide crm = new(Side.Crm);
    private readonly MemorySide shop = new(Side.Shop);
    private readonly SyncConfiguration configuration = EngineSilo.Customers();
    private readonly ConcurrentQueue<double> latencies = [];

    /// <summary>A tenth of it.</summary>
    /// <param name="UpTo">Pairs in step at its end.</param>
    /// <param name="Row">How long it took; changes are records of both sides.</param>
    /// <param name="Megabytes">The process's memory at its end, both sides included.</param>
    /// <param name="PausedSeconds">How long the garbage collector stopped everything.</param>
    /// <param name="Edits">Edits made meanwhile.</param>
    /// <param name="MedianMs">From such an edit to the other side: the median,</param>
    /// <param name="P99Ms">99 of 100,</param>
    /// <param name="WorstMs">and all.</param>
    internal sealed record Part(long UpTo, Row Row, long Megabytes, double PausedSeconds, int Edits, double MedianMs, double P99Ms, double WorstMs);

    public async IAsyncEnumerable<Part> RunAsync()
    {
        for (var i = 0; i < Edited; i++)
            crm.Create(Rows.Customer(i));
        await using var silo = await EngineSilo.StartAsync(storage, configuration, new PerSide<IConnector>(crm, shop));
        await Measure.UntilAsync(() => silo.IsInStepAsync(configuration, Edited));
        for (var i = 0; i < records; i++)
        {
            crm.Create(Rows.Customer(Edited + i), told: false);
            shop.Create(Rows.ShopCustomer(Edited + i + (records / 2)), told: false);
        }

        using var done = new CancellationTokenSource();
        var editing = EditAsync(done.Token);
        crm.Expire();
        shop.Expire();
        var pairs = Edited + records + (records / 2);
        for (var part = 1; part <= Parts; part++)
        {
            var upTo = Edited + ((long)(pairs - Edited) * part / Parts);
            var paused = GC.GetTotalPauseDuration();
            var row = await Measure.RunAsync($"{upTo:N0} pairs", "", async () =>
            {
                while (part < Parts ? await InStepAsync(silo) < upTo : !await silo.IsInStepAsync(configuration, pairs))
                    await Task.Delay(TimeSpan.FromMilliseconds(records < 100_000 ? 100 : 1_000), TimeProvider.System);
                return 2L * records / Parts;
            });
            yield return Told(upTo, row, GC.GetTotalPauseDuration() - paused);
        }

        await done.CancelAsync();
        await editing;
    }

    private static async Task<long> InStepAsync(EngineSilo silo) =>
        (await silo.Store.CountAsync(CancellationToken.None)).Where(count => count.Status == PairStatus.InSync).Sum(count => count.Count);

    private Part Told(long upTo, Row row, TimeSpan paused)
    {
        var taken = new List<double>();
        while (latencies.TryDequeue(out var latency))
            taken.Add(latency);
        taken.Sort();
        double At(int percent) => taken.Count == 0 ? double.NaN : taken[(taken.Count - 1) * percent / 100];
        using var process = Process.GetCurrentProcess();
        return new Part(upTo, row, process.WorkingSet64 >> 20, paused.TotalSeconds, taken.Count, At(50), At(99), At(100));
    }

    /// <summary>Edits one pair after the other, on the one side and on the other, and sees each edit arrive.</summary>
    private async Task EditAsync(CancellationToken ended)
    {
        var ids = Enumerable.Range(0, Edited).Select(i => (Crm: crm.IdOf(Rows.Email(i))!, Shop: shop.IdOf(Rows.Email(i))!)).ToList();
        for (var i = 0; !ended.IsCancellationRequested; i++)
        {
            var (id, value) = (ids[i % Edited], $"phone {i}");
            var began = Stopwatch.GetTimestamp();
            if ((i + (i / Edited)) % 2 == 0)
            {
                crm.Edit(id.Crm, "phone", value);
                await ArriveAsync(() => shop.Field(id.Shop, "telephone"));
            }
            else
            {
                shop.Edit(id.Shop, "telephone", value);
                await ArriveAsync(() => crm.Field(id.Crm, "phone"));
            }

            latencies.Enqueue(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await Task.Delay(EditEvery, TimeProvider.System, CancellationToken.None);

            async Task ArriveAsync(Func<string?> there)
            {
                while (there() != value)
                    await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, CancellationToken.None);
            }
        }
    }
}
