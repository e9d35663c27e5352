using System.Text.Json;
using System.Text.Json.Nodes;
using Sync.Sandbox.Http;
using Sync.Sandbox.Shapes;

namespace Sync.Sandbox.Faults;

/// <summary>The faults of one side and the dice they are thrown with. Thread-safe.</summary>
internal sealed class FaultBench
{
    private static readonly JsonSerializerOptions Strict = new() { RespectNullableAnnotations = true };
    private static readonly IReadOnlyList<string> Names = [.. ToJson(new FaultSettings()).Select(pair => pair.Key)];

    private readonly Lock _gate = new();
    private Random _dice = new(0);
    private volatile FaultSettings _settings = new();

    public FaultSettings Settings => _settings;

    /// <summary>Whether something that happens at this rate happens now. A rate of zero throws no dice.</summary>
    public bool Happens(double rate)
    {
        if (rate <= 0) return false;
        lock (_gate) return _dice.NextDouble() < rate;
    }

    /// <summary>A number from 0 to one below the given.</summary>
    public int Pick(int below)
    {
        lock (_gate) return _dice.Next(below);
    }

    public static JsonObject ToJson(FaultSettings settings) => JsonSerializer.SerializeToNode(settings)!.AsObject();

    /// <summary>Takes the given settings over, leaves the others as they are.</summary>
    /// <exception cref="RefusedException">422 for an unknown name, a wrong type or a value out of range.</exception>
    public FaultSettings Merge(JsonObject given)
    {
        foreach (var (name, value) in given)
        {
            if (!Names.Contains(name))
                throw RefusedException.Invalid($"unknown fault '{name}'{Suggestion.For(name, Names)}", name);
            if (value is null) throw RefusedException.Invalid($"{name} must not be null", name);
            RequireRange(name, value);
        }
        lock (_gate)
        {
            _settings = Read(MergePatch.Apply(ToJson(_settings), given), given);
            if (given.ContainsKey("seed")) _dice = new Random(_settings.Seed);
            return _settings;
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            _settings = new FaultSettings();
            _dice = new Random(0);
        }
    }

    private static FaultSettings Read(JsonObject merged, JsonObject given)
    {
        try
        {
            return merged.Deserialize<FaultSettings>(Strict)!;
        }
        catch (JsonException mistake)
        {
            var name = mistake.Path?.TrimStart('$', '.') is { Length: > 0 } path ? path : given.First().Key;
            throw RefusedException.Invalid($"{name} has the wrong type", name);
        }
    }

    private static void RequireRange(string name, JsonNode value)
    {
        if (value.GetValueKind() != JsonValueKind.Number) return;
        var (lowest, highest) = name switch
        {
            _ when name.EndsWith("Rate", StringComparison.Ordinal) => (0d, 1d),
            "latencyMs" => (0, 60_000),
            "retryAfterSeconds" => (0, 3600),
            "clockOffsetSeconds" => (-31_536_000, 31_536_000),
            _ => (int.MinValue, int.MaxValue),
        };
        var number = value.GetValue<double>();
        if (number < lowest || number > highest)
            throw RefusedException.Invalid($"{name} must be from {lowest:0} to {highest:0}", name);
    }
}
