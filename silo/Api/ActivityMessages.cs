using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace Sync.Silo.Api;

/// <summary>Activity as the contract has it.</summary>
internal static class ActivityMessages
{
    public static V1.Activity ToV1(this RecordedActivity recorded) => new()
    {
        Token = recorded.Sequence.ToString(CultureInfo.InvariantCulture),
        At = recorded.Activity.At.ToTimestamp(),
        PairId = recorded.Pair.Value,
        Kind = recorded.Activity.Kind.ToV1(),
        Side = recorded.Activity.Side.ToV1(),
        Property = recorded.Activity.Property ?? "",
        Text = recorded.Activity.Text,
        TraceId = recorded.Activity.TraceId ?? "",
    };

    /// <summary>The sequence number in a token; <see langword="null"/> for any other text.</summary>
    public static long? Sequence(string? token) =>
        long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : null;
}
