using System.Reflection;
using Google.Protobuf.Reflection;

namespace Sync.Silo.Tests;

/// <summary>
/// What was published stays: every line of contract.golden is a call, a field or a word of the API as some caller has compiled it.
/// Additions are recorded by a run with SYNC_ACCEPT=1, which takes nothing away.
/// </summary>
public sealed class WireContractTests
{
    private static readonly string Golden = typeof(WireContractTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Contract").Value!;

    [Fact]
    public void Nothing_published_is_changed_or_gone() => Published.Except(Present).ShouldBeEmpty("callers compiled against these would break");

    [Fact]
    public void Every_addition_is_recorded()
    {
        if (Environment.GetEnvironmentVariable("SYNC_ACCEPT") == "1")
            File.WriteAllLines(Golden, Published.Union(Present).Order(StringComparer.Ordinal));
        Present.Except(Published).ShouldBeEmpty("run with SYNC_ACCEPT=1 to publish");
    }

    [Theory]
    [InlineData("Value.text = 2 optional string")]
    [InlineData("GetPairRequest.pair_id = 1 optional string in by")]
    [InlineData("GetPairResponse.pairs = 1 repeated sync.v1.Pair")]
    [InlineData("Side.SIDE_SHOP = 2")]
    [InlineData("SyncService.WatchActivity(sync.v1.WatchActivityRequest) returns (stream sync.v1.Activity)")]
    public void The_record_says_what_is_on_the_wire(string line) => Present.ShouldContain(line);

    private static IEnumerable<string> Published => File.ReadAllLines(Golden).Where(line => line.Length > 0);

    private static IEnumerable<string> Present =>
    [
        .. V1.SyncReflection.Descriptor.MessageTypes.SelectMany(Lines), .. V1.SyncReflection.Descriptor.EnumTypes.SelectMany(Lines),
        .. V1.SyncReflection.Descriptor.Services.SelectMany(service => service.Methods.Select(Line)),
    ];

    private static IEnumerable<string> Lines(MessageDescriptor message) =>
    [
        .. message.Fields.InDeclarationOrder().Select(Line), .. message.NestedTypes.SelectMany(Lines), .. message.EnumTypes.SelectMany(Lines),
    ];

    private static IEnumerable<string> Lines(EnumDescriptor words) => words.Values.Select(word => $"{Name(words)}.{word.Name} = {word.Number}");

    private static string Line(FieldDescriptor field)
    {
        var type = field.FieldType switch
        {
            FieldType.Message or FieldType.Group => field.MessageType.FullName,
            FieldType.Enum => field.EnumType.FullName,
            var scalar => scalar.ToString().ToLowerInvariant(),
        };
        var choice = field.RealContainingOneof is { } oneof ? $" in {oneof.Name}" : "";
        return $"{Name(field.ContainingType)}.{field.Name} = {field.FieldNumber} {(field.IsRepeated ? "repeated" : "optional")} {type}{choice}";
    }

    private static string Line(MethodDescriptor call) =>
        $"{Name(call.Service)}.{call.Name}({Stream(call.IsClientStreaming)}{call.InputType.FullName}) returns ({Stream(call.IsServerStreaming)}{call.OutputType.FullName})";

    private static string Stream(bool isStream) => isStream ? "stream " : "";

    private static string Name(IDescriptor of) => of.FullName["sync.v1.".Length..];
}
