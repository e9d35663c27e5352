using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Sync.Silo.Api;

/// <summary>Tells pairs what people want of them, and people what became of it.</summary>
internal sealed class Instructor(IGrainFactory grains)
{
    /// <summary>Returns once the instruction is durable; what follows from it, where it tells.</summary>
    /// <exception cref="RpcException">It was not taken, or was cut off.</exception>
    public async Task<IReadOnlyList<Foreseen>> InstructAsync(PairId pair, Instruction instruction)
    {
        var answer = await GrainCalls.AskAsync(() => grains.GetGrain<IPairGrain>(pair.Value).InstructAsync(instruction));
        return answer switch
        {
            Instructed.Done done => done.Follows,
            Instructed.Previewed previewed => previewed.Follows,
            _ => throw Refusal(pair, answer),
        };
    }

    /// <exception cref="RpcException">FAILED_PRECONDITION: none wait.</exception>
    public async Task AgreeToDeletionsAsync(string pairing, int deletions, string by)
    {
        if (!await GrainCalls.AskAsync(() => grains.GetGrain<IPairingGrain>(pairing).AgreeToDeletionsAsync(deletions, by)))
            throw Not(StatusCode.FailedPrecondition, $"No deletion of {pairing} waits for anybody.");
    }

    /// <exception cref="RpcException">FAILED_PRECONDITION: none are held.</exception>
    public async Task AgreeToCreatesAsync(string pairing, string by)
    {
        if (!await GrainCalls.AskAsync(() => grains.GetGrain<IPairingGrain>(pairing).AgreeToCreatesAsync(by)))
            throw Not(StatusCode.FailedPrecondition, $"No creates of {pairing} wait for anybody.");
    }

    private static RpcException Refusal(PairId pair, Instructed answer) => answer switch
    {
        Instructed.NotNow not => Not(StatusCode.FailedPrecondition, $"{pair}: {not.Reason}."),
        Instructed.LinkMoved moved => Moved(moved.Pair, moved.Now),
        Instructed.NotThere => Not(StatusCode.NotFound, $"There is no pair '{pair}'."),
        Instructed.NoConflict none => Not(StatusCode.FailedPrecondition, $"{pair}: {none.Reason}."),
        Instructed.NotHalted not => Not(StatusCode.FailedPrecondition, $"{pair} is {not.Status.Name()}; only what is parked or ambiguous is replayed."),
        Instructed.Busy busy => Not(StatusCode.Aborted, $"{pair}: {busy.Reason}; try again."),
        Instructed.CannotUndo cannot => Not(StatusCode.FailedPrecondition, $"{pair}: {cannot.Reason}."),
        Instructed.Moved moved => Moved(ToV1(moved.Crm), ToV1(moved.Shop)),
        _ => throw new UnreachableException(),
    };

    private static RpcException Not(StatusCode code, string message) => new(new Grpc.Core.Status(code, message));

    private static RpcException Moved(V1.Value? crm, V1.Value? shop) => new Google.Rpc.Status
    {
        Code = (int)Code.Aborted,
        Message = $"The values have changed: crm has {Show(crm)}, shop has {Show(shop)} now.",
        Details = { Any.Pack(new V1.ValuesMoved { Crm = crm, Shop = shop }) },
    }.ToRpcException();

    private static RpcException Moved(string pair, SeenLink now) => new Google.Rpc.Status
    {
        Code = (int)Code.Aborted,
        Message = $"{pair} has changed: it has crm {now.Crm ?? "nothing"} and shop {now.Shop ?? "nothing"} in row version {now.RowVersion} now.",
        Details =
        {
            Any.Pack(new V1.LinkMoved
            {
                Now = new V1.SeenPair { PairId = pair, CrmId = now.Crm ?? "", ShopId = now.Shop ?? "", RowVersion = now.RowVersion ?? 0 },
            }),
        },
    }.ToRpcException();

    /// <summary>A value of an instruction's answer as the contract has it.</summary>
    internal static V1.Value? ToV1(string? json) => json is null ? null : ValueJson.Read(json).ToV1();

    private static string Show(V1.Value? value) => value switch
    {
        null => "no known value",
        { Type: "empty" } => "(empty)",
        _ => $"'{value.Text}'",
    };
}
