namespace Sync.EndToEnd.Tests.Chaos;

/// <summary>People at both sides, at a steady pace, for as long as they are let.</summary>
/// <param name="storm">What they do.</param>
/// <param name="perSecond">How much of it; less where the sides take longer to answer.</param>
internal sealed class Load(MixedStorm storm, int perSecond = 40)
{
    private const int CreateEvery = 12;

    public int Edits { get; private set; }

    public int Creates { get; private set; }

    /// <summary>Works until it is told to stop; the act in hand is ended.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1d / perSecond), TimeProvider.System);
        while (!stop.IsCancellationRequested)
        {
            if ((Edits + Creates + 1) % CreateEvery == 0)
            {
                await storm.CreateAsync();
                Creates++;
            }
            else
            {
                await storm.EditAsync();
                Edits++;
            }

            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
