using System.Diagnostics;
using System.Globalization;
using Sync.Configuration;
using Sync.Configuration.Yaml;
using Grammar = Sync.Configuration.Yaml.Words;

namespace Sync.Silo.Api;

/// <summary>A configured pairing as the contract has it, in the words of the file.</summary>
internal static class PairingMessages
{
    private static readonly TimeSpan FinestResolution = TimeSpan.FromMilliseconds(1);

    /// <param name="pairing">The pairing.</param>
    /// <param name="change">What it reads otherwise than before; <see langword="null"/>: nothing.</param>
    public static V1.PairingConfiguration ToV1(this Pairing pairing, MappingChange? change) => new()
    {
        Name = pairing.Name,
        Crm = SideOf(pairing, Side.Crm),
        Shop = SideOf(pairing, Side.Shop),
        Create = Grammar.Create.Of(pairing.Create),
        Many = pairing.Many?.ToV1() ?? V1.Side.Unspecified,
        Match = { pairing.Match },
        Needs = { pairing.Needs },
        AgainstEdit = Grammar.AgainstEdit.Of(pairing.AgainstEdit),
        Policy = Grammar.Policy.Of(pairing.Policy),
        Preferred = pairing.Preferred.ToV1(),
        DeletionBudget = pairing.DeletionBudget,
        DeletionWindow = Durations.Show(pairing.DeletionWindow),
        SweepEvery = pairing.SweepEvery is { } every ? Durations.Show(every) : "",
        MappingRevision = pairing.Revision,
        MappingChange = change is null ? null : ToV1(change),
        Properties = { pairing.Properties.Select(ToV1) },
    };

    private static V1.MappingChange ToV1(MappingChange change) => new()
    {
        Revision = change.Revision,
        Gained = { change.Gained },
        Lost = { change.Lost },
        Otherwise = { change.Otherwise },
        Scope = change.Scope,
    };

    private static V1.PairingSideConfiguration SideOf(Pairing pairing, Side side) => new()
    {
        Kind = pairing.Kinds[side],
        Where = { pairing.Where[side] },
        Constants = { pairing.Constants[side] },
        Archive = { pairing.Archive[side] },
        WhenDeleted = Grammar.Delete.Of(pairing.Delete[side]),
    };

    private static V1.PropertyConfiguration ToV1(Property property)
    {
        var message = new V1.PropertyConfiguration
        {
            Name = property.Name,
            Type = Grammar.Type.Of(property.Type),
            Direction = Grammar.Direction.Of(property.Direction),
            Crm = SideOf(property, Side.Crm),
            Shop = SideOf(property, Side.Shop),
            Policy = property.Policy is { } policy ? Grammar.Policy.Of(policy) : "",
            Initial = property.Initial.ToV1(),
            Compare = Grammar.Compare.Of(property.Compare),
            Required = property.Required,
            Resolution = property.Type is PropertyType.DateTime ? Durations.Show(property.Resolution ?? FinestResolution) : "",
            To = property.To ?? "",
            Key = property.Key ?? "",
            Properties = { property.Properties.Select(ToV1) },
            Since = property.Since,
        };
        if (property.Precision is { } precision)
            message.Precision = precision;
        if (property.Scale is { } scale)
            message.Scale = scale;
        return message;
    }

    private static V1.PropertySideConfiguration SideOf(Property property, Side side) => new()
    {
        Paths = { property.Paths[side] },
        Conversions = { property.Conversions[side].Select(Describe) },
        Zone = property.Zone[side] ?? "",
        IdForm = property.Type is PropertyType.Reference ? Grammar.IdForm.Of(property.As[side]) : "",
    };

    /// <summary>A table's common word comes first: where only the shop has a table, that is the CRM's.</summary>
    private static string Describe(Conversion conversion) => conversion switch
    {
        Conversion.Table { ToCanonical: var words } => string.Join(", ", words
            .OrderBy(word => word.Value, StringComparer.Ordinal).Select(word => $"{word.Value} = {word.Key}")),
        Conversion.MinorUnits { Digits: null } => "minor units of its currency",
        Conversion.MinorUnits { Digits: { } digits } => $"minor units: 1234 is {Shifted(1234, digits)}",
        Conversion.SplitName { SingleIsLast: var isLast } =>
            $"first and last name as one; a single word is the {(isLast ? "last" : "first")} name",
        Conversion.Trim => "trimmed when read",
        Conversion.Format { Pattern: var pattern } => $"written as {pattern}",
        _ => throw new UnreachableException(),
    };

    private static string Shifted(int units, int digits) => new decimal(units, 0, 0, isNegative: false, (byte)digits).ToString(CultureInfo.InvariantCulture);
}
