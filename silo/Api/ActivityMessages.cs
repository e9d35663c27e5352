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
        From = recorded.Activity.ValueOf(recorded.Activity.From),
        To = recorded.Activity.ValueOf(recorded.Activity.To),
        Rule = recorded.Activity.Rule ?? "",
        By = recorded.Activity.By ?? "",
        EditedAt = recorded.Activity.EditedAt.ToTimestamp(),
        MappingRevision = recorded.Activity.Revision ?? 0,
        Record = recorded.Activity.Property is null ? recorded.Activity.To ?? recorded.Activity.From ?? "" : "",
    };

    /// <summary>A whole record is no value.</summary>
    private static V1.Value? ValueOf(this Activity activity, string? json) =>
        activity.Property is null || json is null ? null : ValueJson.Read(json).ToV1();

    /// <summary>The sequence number in a token; <see langword="null"/> for any other text.</summary>
    public static long? Sequence(string? token) =>
        long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : null;
}
