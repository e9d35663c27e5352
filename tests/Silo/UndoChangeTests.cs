using Grpc.Core;

namespace Sync.Silo.Tests;

public sealed class UndoChangeTests : ApiTest
{
    private static readonly PairId Id = Sample.Id("customer", 1);

    [Fact]
    public async Task A_preview_tells_what_would_be_set_back_to_what_and_changes_nothing()
    {
        var token = await TellAsync();

        var item = await PreviewAsync(token);

        (item.Outcome, item.Property, item.CrmNow.Text, item.ShopNow.Text, item.CrmTo.Text, item.ShopTo.Text).ShouldBe(
            (V1.UndoOutcome.SetBack, "name", "Ada", "Ada", "Ada Byron", "Ada Byron"));
        (await Host.Store.LoadAsync(Id, default))!.RowVersion.ShouldBe(1);
    }

    [Fact]
    public async Task An_undo_by_the_values_seen_is_durable_and_told_with_who_wanted_it()
    {
        var item = await PreviewAsync(await TellAsync());

        var pair = await Host.Api.UndoChangeAsync(Undo(item));

        pair.Crm.Intent.ShouldContain("name: Ada Byron");
        pair.Activity.ShouldContain(a => a.Kind == V1.ActivityKind.Undone && a.By == "Eve" && a.To.Text == "Ada Byron");
    }

    [Fact]
    public async Task Values_other_than_those_seen_abort_with_those_of_now()
    {
        var item = await PreviewAsync(await TellAsync());
        item.CrmNow.Json = "\"Bea\"";

        var refused = await Should.ThrowAsync<RpcException>(() => Host.Api.UndoChangeAsync(Undo(item)).ResponseAsync);

        refused.StatusCode.ShouldBe(StatusCode.Aborted);
        refused.GetRpcStatus()!.GetDetail<V1.ValuesMoved>()!.Crm.Text.ShouldBe("Ada");
    }

    [Fact]
    public async Task What_was_overtaken_is_undone_only_if_that_is_wanted_too()
    {
        var token = await TellAsync(laterTo: "\"Ada\"", to: "\"Ada B.\"");
        var item = await PreviewAsync(token);
        item.Outcome.ShouldBe(V1.UndoOutcome.Overtaken);

        (await Should.ThrowAsync<RpcException>(() => Host.Api.UndoChangeAsync(Undo(item)).ResponseAsync)).StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        var told = Undo(item);
        told.IncludeOvertaken = true;
        (await Host.Api.UndoChangeAsync(told)).Activity.ShouldContain(a => a.Kind == V1.ActivityKind.Undone);
    }

    [Fact]
    public async Task A_change_that_is_not_kept_is_not_found_and_a_token_that_is_none_is_refused()
    {
        await TellAsync();
        (await Should.ThrowAsync<RpcException>(() => PreviewAsync("4711"))).StatusCode.ShouldBe(StatusCode.NotFound);
        (await ViolationsOf(() => PreviewAsync("x"))).Select(v => v.Field).ShouldBe(["change.token"]);
    }

    [Fact]
    public async Task The_command_shows_it_and_does_it_only_when_told()
    {
        var token = await TellAsync();

        var shown = await Cli.RunAsync(Host.GrpcAddress, "undo", "change", Id.Value, token, "--preview");
        (shown.ExitCode, shown.Error).ShouldBe((0, ""));
        shown.Lines.ShouldContain(line => line.Contains("name") && line.Contains("Ada Byron"));
        (await Host.Store.LoadAsync(Id, default))!.RowVersion.ShouldBe(1);

        (await Cli.RunAsync(Host.GrpcAddress, "undo", "change", Id.Value, token, "--yes", "--by", "Eve")).ExitCode.ShouldBe(0);
        (await Host.Store.LastActivityAsync(Id, null, 10, default)).ShouldContain(told => told.Activity.By == "Eve");
    }

    private static V1.UndoChangeRequest Undo(V1.UndoItem item) => new()
    {
        Change = new V1.UndoneChange { PairId = item.PairId, Token = item.Change.Token },
        SeenCrm = item.CrmNow,
        SeenShop = item.ShopNow,
        By = "Eve",
    };

    private async Task<V1.UndoItem> PreviewAsync(string token)
    {
        using var call = Host.Api.PreviewUndo(new V1.PreviewUndoRequest { Change = new V1.UndoneChange { PairId = Id.Value, Token = token } });
        return (await call.ResponseStream.ReadAllAsync().ToListAsync()).Single();
    }

    /// <summary>A pair at rest whose name came from the CRM; the token of that change.</summary>
    private async Task<string> TellAsync(string? laterTo = null, string to = "\"Ada\"")
    {
        var edited = Sample.Happened("edited") with { From = "\"Ada Byron\"", To = to, Rule = "edit", Revision = 1 };
        var later = Sample.Happened("edited again") with { From = to, To = laterTo, Rule = "edit", Revision = 1 };
        await Host.Store.CommitAsync(
            new PairCommit(Sample.Row(Id, PairStatus.InSync, state: Sample.AtRest(Id)), null, laterTo is null ? [edited] : [edited, later]), default);
        return (await Host.Store.ActivityAfterAsync(0, Id, 1, default)).Single().Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
