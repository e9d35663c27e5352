namespace Sync.Mapping;

/// <summary>A canonical value that the side it is to be written to cannot hold. The pair parks with it.</summary>
/// <param name="property">The property whose value it is.</param>
/// <param name="reason">What stands in the way, for a person, naming the path on the side and the value.</param>
public sealed class MappingException(string property, string reason) : Exception($"{property}: {reason}")
{
    /// <summary>The canonical name of the property.</summary>
    public string Property { get; } = property;

    /// <summary>What stands in the way, without the property's name.</summary>
    public string Reason { get; } = reason;
}
