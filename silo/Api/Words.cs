using Google.Protobuf.WellKnownTypes;

namespace Sync.Silo.Api;

/// <summary>Our closed sets and times as the contract has them: every enum there is ours, one further for "unspecified".</summary>
internal static class Words
{
    public static V1.Side ToV1(this Side side) => (V1.Side)((int)side + 1);

    public static V1.Side ToV1(this Side? side) => side?.ToV1() ?? V1.Side.Unspecified;

    public static V1.PairStatus ToV1(this PairStatus status) => (V1.PairStatus)((int)status + 1);

    public static V1.ActivityKind ToV1(this ActivityKind kind) => (V1.ActivityKind)((int)kind + 1);

    public static V1.Presence ToV1(this Reconciliation.Presence presence) => (V1.Presence)((int)presence + 1);

    public static V1.UndoOutcome ToV1(this Reconciliation.RetraceOutcome outcome) => (V1.UndoOutcome)((int)outcome + 1);

    public static V1.SweepPhase ToV1(this SweepPhase phase) => (V1.SweepPhase)((int)phase + 1);

    public static V1.DivergenceReason ToV1(this DivergenceReason reason) => (V1.DivergenceReason)((int)reason + 1);

    public static V1.ForeseenAct ToV1(this ForeseenAct act) => (V1.ForeseenAct)((int)act + 1);

    /// <summary><see langword="null"/> for unspecified and for numbers this program does not know.</summary>
    public static Side? ToSide(this V1.Side side) => side is V1.Side.Crm or V1.Side.Shop ? (Side)((int)side - 1) : null;

    /// <summary><see langword="null"/> for unspecified and for numbers this program does not know.</summary>
    public static PairStatus? ToStatus(this V1.PairStatus status) =>
        (PairStatus)((int)status - 1) is var known && System.Enum.IsDefined(known) ? known : null;

    public static Timestamp? ToTimestamp(this DateTimeOffset? time) => time?.ToTimestamp();
}
