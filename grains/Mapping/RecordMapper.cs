using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Sync.Mapping;

/// <summary>
/// A side's native record (UTF-8 JSON) ⇄ canonical record under one pairing. Immutable and thread-safe; paths and conversions are
/// compiled once.
/// <para>A path that is missing is absent, which means unknown; JSON null is <see cref="Value.None"/>, and so is the empty text
/// of a string, enum, date or date-time. <see cref="Value.None"/> is written as null. The empty array is the empty set. Numbers
/// keep every digit, or the record is <see cref="Mapped.Bad"/>.</para>
/// <para>References are mapped as the side has them (<see cref="Value.Foreign"/>), since only links know which pair is meant: the
/// caller takes them from <see cref="ForeignIn"/>, puts <see cref="Value.Reference"/> in their place to compare, and the target's
/// own id (<see cref="Value.Foreign"/> again) to write. The digest is over what the side has, so it stays when links come.</para>
/// </summary>
public sealed class RecordMapper
{
    private readonly Pairing pairing;
    private readonly PerSide<SideMap> sides;
    private readonly ImmutableArray<Property> match;
    private readonly ImmutableHashSet<string> required;

    /// <summary>The pairing's references and the pairing that each leads to, in the order of the file.</summary>
    public IReadOnlyList<(string Property, string To)> References { get; }

    /// <summary>Compiles a pairing.</summary>
    /// <exception cref="ArgumentException">A path, conversion or match property cannot be; the message says which.</exception>
    public RecordMapper(Pairing pairing)
    {
        this.pairing = pairing;
        match = [.. pairing.Match.Select(name => pairing.Properties.FirstOrDefault(property => property.Name == name)
            ?? throw new ArgumentException($"pairing '{pairing.Name}': match names '{name}', which is no property"))];
        if (match.FirstOrDefault(property => property.Type is PropertyType.Reference or PropertyType.Lines) is { } unfit)
            throw new ArgumentException($"pairing '{pairing.Name}': match names '{unfit.Name}', which no side has in common");
        required = [.. pairing.Properties.Where(property => property is { Type: PropertyType.Reference, Required: true }).Select(p => p.Name)];
        References = [.. pairing.Properties.Where(property => property.Type == PropertyType.Reference).Select(property => (property.Name,
            property.To ?? throw new ArgumentException($"pairing '{pairing.Name}': the reference '{property.Name}' names no pairing")))];
        sides = new(new(pairing, Side.Crm), new(pairing, Side.Shop));
    }

    /// <summary>
    /// Reads a native record; whatever a side sends, this answers. Of a record out of scope what cannot be read is left absent:
    /// the words of another pairing's records are no mistake here.
    /// </summary>
    /// <param name="side">Whose record it is.</param>
    /// <param name="body">UTF-8 JSON; where it is partial, what it lacks is unknown.</param>
    public Mapped Map(Side side, ReadOnlySpan<byte> body)
    {
        if (!TryParse(body, out var document, out var fault))
            return new Mapped.Bad(null, fault);
        using (document)
            return Map(sides[side], document.RootElement);
    }

    /// <summary>
    /// An RFC 7396 merge patch with exactly the properties of <paramref name="patch"/>. A value that <paramref name="stored"/>
    /// already reads as is written as it stands there, so an unchanged name keeps its split.
    /// </summary>
    /// <param name="side">To which it is sent.</param>
    /// <param name="patch">
    /// The values to set; <see cref="Value.None"/> clears; a reference is given as this side's own id (<see cref="Value.Foreign"/>).
    /// </param>
    /// <param name="stored">The side's last known native body, or empty.</param>
    /// <exception cref="MappingException">The side cannot hold a value, or a reference still names a pair.</exception>
    public byte[] Patch(Side side, CanonicalRecord patch, ReadOnlySpan<byte> stored)
    {
        var body = new NativeBody();
        using var known = TryParse(stored, out var document, out _) ? document : null;
        sides[side].PutProperties(patch, body, known?.RootElement ?? default);
        return body.ToUtf8();
    }

    /// <summary>A body for a create: the pairing's constants for that side and the known properties.</summary>
    /// <exception cref="MappingException">
    /// The side cannot hold a value, a value contradicts a constant, or a reference still names a pair.
    /// </exception>
    public byte[] Create(Side side, CanonicalRecord record)
    {
        var body = new NativeBody();
        sides[side].PutConstants(body);
        sides[side].PutProperties(record, body, default);
        return body.ToUtf8();
    }

    /// <summary>A body for the update that archives a record: what the pairing writes there.</summary>
    public byte[] Archive(Side side)
    {
        var body = new NativeBody();
        sides[side].PutArchive(body);
        return body.ToUtf8();
    }

    /// <summary>The references of a mapped record that are unresolved: property, pairing, the side's id, and whether it may not stay so.</summary>
    public IReadOnlyList<(string Property, string To, string ExternalId, bool Required)> ForeignIn(CanonicalRecord record)
    {
        if (References.Count == 0)
            return [];
        var foreign = new List<(string, string, string, bool)>(References.Count);
        foreach (var (property, to) in References)
        {
            if (record[property] is Value.Foreign { ExternalId: var id })
                foreign.Add((property, to, id, required.Contains(property)));
        }
        return foreign;
    }

    /// <summary>
    /// The path and text to find the counterpart by on a side: of the first match property that one path can tell. What is found
    /// is a candidate only; <see cref="MatchKey"/> decides.
    /// </summary>
    /// <returns><see langword="null"/> if the pairing has no match, or the record no match key.</returns>
    /// <exception cref="MappingException">The side cannot hold the value.</exception>
    public (string Field, string Value)? MatchQuery(Side side, CanonicalRecord record)
    {
        if (MatchKey(record) is null)
            return null;
        foreach (var property in match)
        {
            if (sides[side].Find(property.Name)!.Query(record[property.Name]!) is { } query)
                return query;
        }
        return null;
    }

    /// <summary>The normalised match values, joined so that no two lists of values give one key.</summary>
    /// <returns><see langword="null"/> if the pairing has no match, or one of the values is unknown or empty.</returns>
    public string? MatchKey(CanonicalRecord record) => MatchKeys.Of(match, record);

    private Mapped Map(SideMap side, JsonElement record)
    {
        var inScope = side.IsInScope(record);
        var values = new List<KeyValuePair<string, Value>>(side.Properties.Length);
        foreach (var map in side.Properties)
        {
            var reading = map.Read(record);
            if (reading.Fault is { } fault && inScope)
                return new Mapped.Bad(map.Name + reading.Place, fault);
            if (reading.Value is { } value)
                values.Add(new(map.Name, value));
        }
        var canonical = CanonicalRecord.Of(values);
        var key = MatchKey(canonical);
        return new Mapped.Good(canonical, CanonicalEncoding.Digest(pairing.Revision, inScope, key, canonical), key, inScope);
    }

    private static bool TryParse(
        ReadOnlySpan<byte> body, [NotNullWhen(true)] out JsonDocument? document, [NotNullWhen(false)] out string? fault)
    {
        document = null;
        fault = null;
        try
        {
            var reader = new Utf8JsonReader(body);
            document = JsonDocument.ParseValue(ref reader);
            // The reader stops behind the value; reading on refuses what follows it.
            reader.Read();
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return true;
            fault = $"found {JsonText.Shown(document.RootElement)}, expected a JSON object";
        }
        catch (JsonException refusal)
        {
            fault = $"the record is no JSON: {refusal.Message}";
        }
        document?.Dispose();
        document = null;
        return false;
    }
}
