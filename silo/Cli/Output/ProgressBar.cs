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

    private static ProgressColumn[] Columns =>
        [new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()];
}
