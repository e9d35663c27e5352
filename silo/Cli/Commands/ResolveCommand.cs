using System.CommandLine;
using Sync.Cli.Output;
using Sync.V1;

namespace Sync.Cli.Commands;

/// <summary><c>sync resolve</c>.</summary>
internal sealed class ResolveCommand : ApiCommand
{
    private readonly Argument<string> pairId = new("pair-id") { Description = "<pairing>/<uuid>." };
    private readonly Argument<string> property = new("property") { Description = "The property in conflict." };
    private readonly Option<string> choose = new("--choose") { Description = "The side whose value stands and goes to the other.", Required = true };
    private readonly Option<string?> seenCrm = new("--seen-crm") { Description = "Refuse unless the CRM's value still is this text." };
    private readonly Option<string?> seenShop = new("--seen-shop") { Description = "Refuse unless the shop's value still is this text." };
    private readonly Option<bool> yes = new("--yes", "-y") { Description = "Do not ask." };
    private readonly Option<string> by = OperatorOptions.By();

    public ResolveCommand()
        : base(
            "resolve", "Decides a conflict: shows both values, asks, and has the chosen one written to the other side.",
            "sync resolve customer/0198f0c4-5a5e-7c3a-9a52-2f6d3c1b7e10 notes --choose crm",
            "sync resolve customer/0198f0c4-5a5e-7c3a-9a52-2f6d3c1b7e10 notes --choose shop --yes --seen-shop 'call back in May'")
    {
        choose.AcceptOnlyFromAmong(Words.All<Side>());
        Arguments.Add(pairId);
        Arguments.Add(property);
        foreach (var option in new Option[] { choose, seenCrm, seenShop, yes, by })
            Options.Add(option);
        Validators.Add(result =>
        {
            if (!result.GetValue(yes) && Console.IsInputRedirected)
                result.AddError("There is nobody to ask; --yes resolves without asking.");
        });
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Connection connection, Screen screen, ParseResult parsed, CancellationToken cancellation)
    {
        var request = new ResolveConflictRequest
        {
            PairId = parsed.GetRequiredValue(pairId),
            Property = parsed.GetRequiredValue(property),
            Choice = Words.Parse<Side>(parsed.GetRequiredValue(choose)),
            By = parsed.GetRequiredValue(by),
        };
        var shown = await ShownAsync(connection, request, cancellation);
        Demand("crm", parsed.GetValue(seenCrm), shown.Crm);
        Demand("shop", parsed.GetValue(seenShop), shown.Shop);
        if (!parsed.GetValue(yes))
            Ask(screen, shown, request.Choice);
        (request.SeenCrm, request.SeenShop) = (shown.Crm, shown.Shop);
        var pair = await connection.Api.ResolveConflictAsync(request, connection.Bounded(cancellation));
        if (screen.IsJson)
            Screen.WriteJson(pair);
        else
            screen.WriteLine(($"{pair.Summary.Id}  ", Cells.Strong), (Words.Of(pair.Summary.Status), Cells.StyleOf(pair.Summary.Status)));
    }

    /// <summary>The property as it is now, with both values known: else there is nothing to choose between.</summary>
    private static async Task<Property> ShownAsync(Connection connection, ResolveConflictRequest request, CancellationToken cancellation)
    {
        var answer = await connection.Api.GetPairAsync(new GetPairRequest { PairId = request.PairId }, connection.Bounded(cancellation));
        var properties = answer.Pairs[0].Properties;
        var shown = properties.FirstOrDefault(p => p.Name == request.Property) ?? throw new RefusedException(
            ExitCodes.Usage, $"property: there is no '{request.Property}'; allowed are {string.Join(", ", properties.Select(p => p.Name))}");
        return shown is { Crm: not null, Shop: not null }
            ? shown
            : throw new RefusedException(ExitCodes.NotNow, $"{request.Property}: one side's value is not known.");
    }

    private static void Demand(string side, string? seen, Value now)
    {
        if (seen is not null && seen != now.Text)
            throw new RefusedException(ExitCodes.NotNow, $"The value has changed: {side} has '{now.Text}' now.");
    }

    private static void Ask(Screen screen, Property shown, Side choice)
    {
        screen.Write(PairView.Properties([shown]));
        Console.Error.Write($"{Words.Of(choice)}'s value goes to the other side. Go on? [y/N] ");
        if (Console.ReadLine()?.Trim().ToUpperInvariant() is not ("Y" or "YES"))
            throw new RefusedException(ExitCodes.Other, "Nothing was changed.");
    }
}
