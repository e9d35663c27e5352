using Google.Protobuf;
using Grpc.Core;
using Spectre.Console;

namespace Sync.Cli.Output;

/// <summary>A bar for work whose length is known; on a terminal only, since scripts read lines.</summary>
internal static class ProgressBar
{
    /// <param name="screen">Where it would be shown.</param>
    /// <param name="what">Its name.</param>
    /// <param name="work">The work; it tells how much is done, and of how much.</param>
    public static Task ShowAsync(Screen screen, string what, Func<Action<long, long>, Task> work) => screen.IsPiped || screen.IsJson
        ? work((_, _) => { })
        : AnsiConsole.Progress().Columns(Columns).StartAsync(context =>
        {
            var bar = context.AddTask(Markup.Escape(what));
            return work((done, total) =>
            {
                bar.MaxValue = Math.Max(1, Math.Max(done, total));
                bar.Value = done;
            });
        });

    /// <summary>Follows a long work to its end: as a bar, or for scripts as a line for each step.</summary>
    /// <param name="screen">Where.</param>
    /// <param name="what">Its name.</param>
    /// <param name="progress">What comes of it.</param>
    /// <param name="far">How much of it is done, and of how much.</param>
    /// <param name="seen">Called with each step.</param>
    /// <param name="cancellation">Ends the following, not the work.</param>
    public static Task FollowAsync<T>(
        Screen screen, string what, IAsyncStreamReader<T> progress, Func<T, (long Done, long Total)> far, Action<T> seen, CancellationToken cancellation)
        where T : IMessage => ShowAsync(screen, what, async tell =>
    {
        await foreach (var step in progress.ReadAllAsync(cancellation))
        {
            seen(step);
            var (done, total) = far(step);
            tell(done, total);
            if (screen.IsJson)
                Screen.WriteJson(step);
        }
    });

    private static ProgressColumn[] Columns =>
        [new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()];
}
