using Microsoft.Extensions.Logging;

namespace Sync.Grains;

/// <summary>Speaks, once in a while, for all pairs of a silo whose loop failed for a reason that is not a side's.</summary>
internal sealed partial class PairOutages(TimeProvider time, ILogger<PairOutages> log)
{
    private readonly Seldom database = new(time, TimeSpan.FromSeconds(30));
    private readonly Seldom other = new(time, TimeSpan.FromSeconds(5));

    public void Note(Exception failure)
    {
        if (failure is PairStoreException)
        {
            if (database.May(out var silent))
                DatabaseFailed(failure.Message, silent);
        }
        else if (other.May(out var silent))
        {
            Failed(failure, silent);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The pair store fails, pairs wait and try again: {Reason} ({Silent} more since the last such line)")]
    private partial void DatabaseFailed(string reason, long silent);

    [LoggerMessage(LogLevel.Error, "A pair failed and tries again ({Silent} more since the last such line)")]
    private partial void Failed(Exception failure, long silent);
}
