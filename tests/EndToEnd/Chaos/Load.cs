namespace Sync.EndToEnd.Tests.Chaos;

/// <summary>People at both sides, at a steady pace, for as long as they are let.</summary>
internal sealed class Load(MixedStorm storm)
{
    private const int CreateEvery = 12;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25);

    public int Edits { get; private set; }

    public int Creates { get; private set; }

    /// <summary>Works until it is told to stop; the act in hand is ended.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        for (var act = 1; !stop.IsCancellationRequested; act++)
        {
            if (act % CreateEvery == 0)
            {
                await storm.CreateAsync();
                Creates++;
            }
            else
            {
                await storm.EditAsync();
                Edits++;
            }

            await Task.Delay(Pace, TimeProvider.System);
        }
    }
}
