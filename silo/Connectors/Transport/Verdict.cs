namespace Sync.Connectors;

/// <summary>What one request says of its side's health.</summary>
/// <param name="Health">In short.</param>
/// <param name="Reason">For a person; empty when well.</param>
/// <param name="RetryAfter">How long the side asks to be left alone.</param>
internal sealed record Verdict(Health Health, string Reason = "", TimeSpan? RetryAfter = null)
{
    /// <summary>Of an answer.</summary>
    public static Verdict Of(Call call, HttpResponseMessage response, TimeProvider time)
    {
        var health = (int)response.StatusCode switch
        {
            401 or (>= 300 and < 400) => Health.SideFailed,
            403 => Health.Forbidden,
            408 or 429 or >= 500 => Health.Failed,
            _ => Health.Well,
        };
        return new Verdict(health, $"{call.Name}: {(int)response.StatusCode} {response.ReasonPhrase}", RetryAfterHeader.Of(response, time));
    }

    /// <summary>Of a request without an answer.</summary>
    public static Verdict Of(Call call, Fault fault, Exception exception)
    {
        var health = fault switch
        {
            Fault.HeldBack or Fault.Cancelled => Health.Untold,
            Fault.NotConnected => Health.SideFailed,
            Fault.Lost => Health.Failed,
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
        };
        return new Verdict(health, $"{call.Name}: {exception.Message}");
    }
}

/// <summary>What one request says of its side.</summary>
internal enum Health
{
    /// <summary>It answered; a refusal of this record is an answer too.</summary>
    Well,

    /// <summary>Server error, throttled, or no answer: of this request or of the side, only many can tell.</summary>
    Failed,

    /// <summary>Forbidden: of this record, or of the side when several are.</summary>
    Forbidden,

    /// <summary>Not reached, or not authorised at all.</summary>
    SideFailed,

    /// <summary>Nothing; it did not come to an answer for reasons of our own.</summary>
    Untold,
}
