using Grpc.Core;

namespace Sync.Cli;

/// <summary>What the process ends with; a promise to scripts.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int NotFound = 1;
    public const int Usage = 2;
    public const int Unavailable = 3;
    public const int Other = 4;
    public const int NotNow = 5;
    public const int Interrupted = 130;

    /// <summary>The same for people.</summary>
    public static readonly (int Code, string Meaning)[] All =
    [
        (Ok, "done"),
        (NotFound, "what was asked for is not there, or no longer"),
        (Usage, "the command line or an argument is wrong"),
        (Unavailable, "Sync does not answer, or its database does not"),
        (Other, "anything else"),
        (NotNow, "not possible as things stand: no conflict, nothing to replay, values that changed since they were looked at, or cancelled"),
        (Interrupted, "interrupted, as 'sync watch' is by Ctrl+C"),
    ];

    public static int Of(StatusCode status) => status switch
    {
        StatusCode.OK => Ok,
        StatusCode.NotFound or StatusCode.OutOfRange => NotFound,
        StatusCode.InvalidArgument => Usage,
        StatusCode.Unavailable or StatusCode.DeadlineExceeded => Unavailable,
        StatusCode.FailedPrecondition or StatusCode.Aborted => NotNow,
        _ => Other,
    };
}
