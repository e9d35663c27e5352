namespace Sync.Connectors;

/// <summary>
/// Sends a request when the side's circuit lets it and its turn has come, and tells the circuit what came of it. What nobody waits for
/// needs a turn of the background first, of which there are few.
/// </summary>
internal sealed class TurnHandler(SideCircuit circuit, SideTurns turns, SideTurns background, TimeProvider time) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = Call.Of(request);
        circuit.ThrowIfOpen(call);
        using var first = call.InBackground ? await background.TakeAsync(call, cancellationToken) : null;
        using var turn = call.IsLongPoll ? null : await turns.TakeAsync(call, cancellationToken);
        var passage = circuit.Enter(call);
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            circuit.Report(passage, Verdict.Of(call, response, time));
            return response;
        }
        catch (Exception exception)
        {
            circuit.Report(passage, Verdict.Of(call, Faults.Of(exception, cancellationToken), exception));
            throw;
        }
    }
}
