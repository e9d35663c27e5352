using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Sync.Silo.Api;

/// <summary>Gathers what is wrong with a request, so that the caller is told everything at once.</summary>
internal sealed class Violations
{
    private readonly BadRequest found = new();

    /// <param name="field">The path of the field as in the proto file, such as <c>record.external_id</c>.</param>
    /// <param name="problem">What it holds and what it allows.</param>
    public void Add(string field, string problem) =>
        found.FieldViolations.Add(new BadRequest.Types.FieldViolation { Field = field, Description = problem });

    /// <exception cref="RpcException">INVALID_ARGUMENT with every violation, if there is any.</exception>
    public void ThrowIfAny()
    {
        if (found.FieldViolations.Count == 0)
            return;
        throw new Google.Rpc.Status
        {
            Code = (int)Code.InvalidArgument,
            Message = string.Join("; ", found.FieldViolations.Select(v => $"{v.Field}: {v.Description}")),
            Details = { Any.Pack(found) },
        }.ToRpcException();
    }
}
