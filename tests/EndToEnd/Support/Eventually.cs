using System.Runtime.CompilerServices;

namespace Sync.EndToEnd.Tests;

/// <summary>Waits for what must come true. The deadline is generous: it ends a test that hangs and measures nothing.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until it gets no complaint.</summary>
    /// <param name="complaint">What is still wrong; <see langword="null"/>: nothing.</param>
    /// <param name="every">How often; <see langword="null"/>: every 50 ms.</param>
    /// <param name="what">For the failure.</param>
    public static async Task TrueAsync(
        Func<Task<string?>> complaint, TimeSpan? every = null, [CallerArgumentExpression(nameof(complaint))] string? what = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        string? last;
        while ((last = await complaint()) is not null)
        {
            if (TimeProvider.System.GetElapsedTime(began) > Deadline)
                throw new TimeoutException($"{what}: {last}");
            await Task.Delay(every ?? Pause, TimeProvider.System);
        }
    }

    /// <summary>Looks until the value is the expected one.</summary>
    public static Task IsAsync<T>(T expected, Func<Task<T>> look, [CallerArgumentExpression(nameof(look))] string? what = null) =>
        TrueAsync(async () => await look() is var now && Equals(now, expected) ? null : $"is '{now}', not '{expected}'", what: what);
}
