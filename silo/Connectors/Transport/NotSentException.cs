namespace Sync.Connectors;

/// <summary>A request was held back on this machine (circuit open, no turn, send gate shut); the side certainly did not see it.</summary>
internal sealed class NotSentException(Failure failure) : Exception(failure.Reason)
{
    public Failure Failure => failure;
}
