using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Mapping;

/// <summary>A pairing as one side sees it, compiled.</summary>
internal sealed class SideMap
{
    private readonly ImmutableArray<(FieldPath Path, string Text)> where;
    private readonly ImmutableArray<(FieldPath Path, JsonNode? Scalar)> constants;
    private readonly ImmutableArray<(FieldPath Path, JsonNode? Scalar)> archive;
    private readonly FrozenDictionary<string, PropertyMap> byName;

    /// <exception cref="ArgumentException">Pairing, property and side are named in the message.</exception>
    public SideMap(Pairing pairing, Side side)
    {
        where = Compiled(pairing, side, "where", pairing.Where[side], text => text);
        constants = Compiled(pairing, side, "constant", pairing.Constants[side], JsonText.Meant);
        archive = Compiled(pairing, side, "archive", pairing.Archive[side], JsonText.Meant);
        Properties = [.. pairing.Properties.Select(property => Compiled(pairing, side, property))];
        byName = Properties.ToFrozenDictionary(map => map.Name, StringComparer.Ordinal);
        RefuseNestedPaths(pairing, side);
    }

    /// <summary>In the order of the pairing.</summary>
    public ImmutableArray<PropertyMap> Properties { get; }

    /// <summary>The property's map; <see langword="null"/> if the pairing has none of the name.</summary>
    public PropertyMap? Find(string property) => byName.GetValueOrDefault(property);

    /// <summary>Whether a native record takes part: every path of <c>where</c> stands there with its text.</summary>
    public bool IsInScope(JsonElement record)
    {
        foreach (var (path, text) in where)
        {
            if (!path.TryFind(record, out var native) || JsonText.Scalar(native) != text)
                return false;
        }
        return true;
    }

    /// <summary>Writes what every record created here carries.</summary>
    public void PutConstants(NativeBody body)
    {
        foreach (var (path, scalar) in constants)
            body.Put("constants", path, scalar?.DeepClone());
    }

    /// <summary>Writes what a record archived here gets.</summary>
    public void PutArchive(NativeBody body)
    {
        foreach (var (path, scalar) in archive)
            body.Put("archive", path, scalar?.DeepClone());
    }

    /// <summary>Writes the properties of a record, and no other.</summary>
    /// <exception cref="MappingException">The side cannot hold a value, or the pairing has no such property.</exception>
    public void PutProperties(CanonicalRecord record, NativeBody body, JsonElement stored)
    {
        foreach (var (name, value) in record)
        {
            var map = Find(name) ?? throw new MappingException(name, "the pairing has no such property");
            map.Write(value, body, stored);
        }
    }

    private static PropertyMap Compiled(Pairing pairing, Side side, Property property)
    {
        var at = $"pairing '{pairing.Name}', property '{property.Name}', {side.Name()}";
        try
        {
            return Compiler.Compile(property, side);
        }
        catch (Exception refusal) when (refusal is ArgumentException or FormatException)
        {
            throw new ArgumentException($"{at}: {refusal.Message}", refusal);
        }
    }

    private static ImmutableArray<(FieldPath, T)> Compiled<T>(
        Pairing pairing, Side side, string what, ImmutableSortedDictionary<string, string> texts, Func<string, T> meant)
    {
        try
        {
            return [.. texts.Select(entry => (FieldPath.Parse(entry.Key), meant(entry.Value)))];
        }
        catch (FormatException refusal)
        {
            throw new ArgumentException($"pairing '{pairing.Name}', {what}, {side.Name()}: {refusal.Message}", refusal);
        }
    }

    private void RefuseNestedPaths(Pairing pairing, Side side)
    {
        try
        {
            FieldPath.RefuseNested([.. constants.Select(constant => constant.Path), .. Properties.SelectMany(map => map.Paths)]);
        }
        catch (ArgumentException refusal)
        {
            throw new ArgumentException($"pairing '{pairing.Name}', {side.Name()}: {refusal.Message}", refusal);
        }
    }
}
