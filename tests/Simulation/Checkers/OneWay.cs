namespace Sync.Simulation;

/// <summary>A one-way property has on its target what its source has, or what people put there since.</summary>
internal sealed class OneWay : IChecker
{
    public string? Check(Counterparts records, World world)
    {
        if (records.Pair is not { } pair || records.WasDeleted)
            return null;
        foreach (var property in records.Pairing.Properties)
        {
            if (property.Source is not { } source)
                continue;
            var (given, found) = (pair[source], pair[source.Other()]);
            var (sent, own) = (given.LastEdit(property.Name), found.LastEdit(property.Name));
            var stands = found.Now(property.Name);
            if (!Edit.Same(stands, given.Now(property.Name)) && (own is null || !Edit.Same(stands, own.Value) || sent?.At > own.At && sent.Value is not null && given.History.Count(e => e.Property == property.Name) > 1))
                return $"{property.Name} is {given.Now(property.Name)} on {source.Name()} and {stands} on the other side";
        }
        return null;
    }
}
