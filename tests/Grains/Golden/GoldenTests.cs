using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Serialization;
using Orleans.Storage;
using Sync.Reconciliation.Tests;

namespace Sync.Grains.Tests.Golden;

/// <summary>
/// What an earlier release sent to another silo, or kept in the database, this one reads, and nothing of it is lost. A line of a .golden
/// file is one thing as it was written, and what it said. A run with SYNC_ACCEPT=1 adds lines; none is ever changed or taken away while
/// a release that writes it may run beside this one, or its data be restored.
/// </summary>
public sealed class GoldenTests : IAsyncLifetime
{
    private static readonly Type[] Kept = [typeof(IngestState), typeof(PairingState), typeof(SweepState), typeof(UndoState)];

    private static readonly Type[] Sent =
    [
        .. typeof(ChangeEvent).Assembly.GetTypes().Concat(typeof(IngestState).Assembly.GetTypes())
            .Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null && !type.IsAbstract),
    ];

    private readonly Cluster cluster = new();

    public Task InitializeAsync() => cluster.StartAsync();

    public Task DisposeAsync() => cluster.DisposeAsync().AsTask();

    [Fact]
    public void What_is_sent_among_silos_is_read() => Hold("messages.golden", Sent, one => Convert.ToBase64String(Serializer.SerializeToArray<object>(one)),
        (text, _) => Serializer.Deserialize<object>(Convert.FromBase64String(text))!);

    [Fact]
    public void What_grains_keep_is_read() => Hold("states.golden", Kept, one => Storage.Serialize(one).ToString(),
        (text, type) => typeof(IGrainStorageSerializer).GetMethod(nameof(IGrainStorageSerializer.Deserialize))!.MakeGenericMethod(type)
            .Invoke(Storage, [BinaryData.FromString(text)])!);

    /// <summary>Silos of two releases name a type by its alias; a type without one could not be renamed.</summary>
    [Fact]
    public void Everything_sent_has_a_name_of_its_own() => Sent.Select(NameOf).ShouldBeUnique();

    private Serializer Serializer => cluster.Services.GetRequiredService<Serializer>();

    private IGrainStorageSerializer Storage => cluster.Services.GetRequiredService<IGrainStorageSerializer>();

    private static void Hold(string file, IReadOnlyList<Type> types, Func<object, string> write, Func<string, Type, object> read)
    {
        var path = Path.Combine(typeof(GoldenTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(m => m.Key == "Golden").Value!, file);
        var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        var added = types.Where(type => !lines.Any(line => line.StartsWith($"{NameOf(type)}\t", StringComparison.Ordinal)))
            .Select(type => Filled.Of(type, type.Name)).Select(one => $"{NameOf(one.GetType())}\t{write(one)}\t{Said(one)?.ToJsonString()}").ToList();
        if (Environment.GetEnvironmentVariable("SYNC_ACCEPT") == "1")
            File.AppendAllLines(path, added);
        else
            added.Select(line => line.Split('\t')[0]).ShouldBeEmpty("run with SYNC_ACCEPT=1 to have them kept");
        foreach (var parts in lines.Concat(added).Select(line => line.Split('\t')))
        {
            var now = Said(read(parts[1], types.Single(type => NameOf(type) == parts[0])));
            Retold.Holds(now, JsonNode.Parse(parts[2])).ShouldBeTrue($"{parts[0]} said {parts[2]}, and now says {now?.ToJsonString()}");
        }
    }

    private static string NameOf(Type type) => type.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias ?? throw new InvalidOperationException($"{type} has no alias");

    private static JsonNode? Said(object one) => one is Exception failure ? failure.Message : JsonSerializer.SerializeToNode(one, one.GetType());
}
