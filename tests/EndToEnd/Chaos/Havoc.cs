namespace Sync.EndToEnd.Tests.Chaos;

/// <summary>Does to a cluster what a schedule says.</summary>
internal sealed class Havoc(ClusterWorld world, Action<string> tell)
{
    /// <summary>How often each harm was done.</summary>
    public Dictionary<Harm, int> Done { get; } = [];

    /// <summary>Runs the schedule.</summary>
    public async Task RunAsync(IReadOnlyList<Blow> blows)
    {
        foreach (var blow in blows)
        {
            tell(blow.ToString());
            Done[blow.Harm] = Done.GetValueOrDefault(blow.Harm) + 1;
            await StrikeAsync(blow);
            await PauseAsync(blow.Peace);
        }
    }

    private Task StrikeAsync(Blow blow) => blow.Harm switch
    {
        Harm.Kill => world.Members[blow.Silo].Process.KillAsync(),
        Harm.Freeze => FreezeAsync(world.Members[blow.Silo].Process, blow.Lasts),
        Harm.Drain => world.Members[blow.Silo].Process.StopAsync(),
        Harm.DatabaseStop => StopDatabaseAsync("INT", blow.Lasts),
        Harm.DatabaseCrash => StopDatabaseAsync("QUIT", blow.Lasts),
        Harm.Reset => ResetAsync(),
        Harm.CutTwo => CutAsync(blow.Lasts, blow.Silo, (blow.Silo + 1) % ClusterWorld.Silos),
        Harm.CutAll => CutAsync(blow.Lasts, 0, 1, 2),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private async Task FreezeAsync(SiloProcess silo, TimeSpan lasts)
    {
        await silo.SignalAsync("STOP");
        await PauseAsync(lasts);
        await silo.SignalAsync("CONT");
    }

    private async Task StopDatabaseAsync(string signal, TimeSpan lasts)
    {
        await world.Database.StopAsync(signal);
        await PauseAsync(lasts);
        await world.Database.ResumeAsync();
    }

    private async Task ResetAsync()
    {
        foreach (var proxy in world.Proxies)
            proxy.ResetAll();
        await world.SqlAsync("select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'");
    }

    private async Task CutAsync(TimeSpan lasts, params int[] silos)
    {
        await world.Network!.CutAsync(silos);
        await PauseAsync(lasts);
        await world.Network.CutAsync();
    }

    private static Task PauseAsync(TimeSpan pause) => Task.Delay(pause, TimeProvider.System);
}
