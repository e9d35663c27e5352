using Orleans.Runtime;
using Sync.Grains;

namespace Sync.Silo.Hosting;

/// <summary>
/// At a graceful stop, before anything of Orleans stops: ingests stop pulling, and pairs end after the write in hand. Without it
/// they would go on writing for the whole shutdown timeout.
/// </summary>
internal sealed class DrainAtStop(Drain drain) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(DrainAtStop), ServiceLifecycleStage.Active + 1, _ => Task.CompletedTask, _ => drain.BeginAsync());
}
