using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Sync.Reconciliation;

namespace Sync.Silo.Tests;

/// <summary>What undoing a time comes to, over the API and the command line.</summary>
public sealed class UndoSinceTests : ApiTest
{
    private static readonly DateTimeOffset Import = Sample.Now.AddHours(1);

    [Fact]
    public async Task Records_that_came_in_that_time_are_told_as_deleted_only_where_that_is_asked_for()
    {
        var id = await CreatedAsync();

        (await PreviewAsync(created: false)).ShouldHaveSingleItem().Outcome.ShouldBe(V1.UndoOutcome.Refused);

        var item = (await PreviewAsync(created: true)).ShouldHaveSingleItem();
        (item.PairId, item.Property, item.Outcome, item.Reason).ShouldBe((id.Value, "", V1.UndoOutcome.TakeBack, "crm c and shop s: deleted"));
        item.Change.Record.ShouldBe("""{"name":"Ed"}""");
    }

    [Fact]
    public async Task What_is_gone_is_named_with_what_it_had()
    {
        var id = PairId.New("customer", Sample.Now);
        var deleted = Sample.Happened("shop 17") with { At = Import, Kind = ActivityKind.Deleted, Property = null, Side = Side.Shop, From = """{"name":"Ada"}""" };
        await Host.Store.CommitAsync(new PairCommit(Sample.Row(id, PairStatus.Deleted), null, [deleted]), default);
        await Host.Store.CommitAsync(new PairCommit((await Host.Store.LoadAsync(id, default))!, null, [], Purge: true), default);
        Live();

        var item = (await PreviewAsync(created: false)).ShouldHaveSingleItem();

        (item.PairId, item.Outcome, item.Change.Record).ShouldBe((id.Value, V1.UndoOutcome.Refused, """{"name":"Ada"}"""));
        item.Reason.ShouldStartWith("shop 17 was deleted: both records are gone");
    }

    [Fact]
    public async Task The_command_shows_what_is_deleted_and_when_it_came()
    {
        await CreatedAsync();

        var shown = await Cli.RunAsync(Host.GrpcAddress, "undo", "since", "customer", "2026-01-31T12:30Z", "--side", "crm", "--created", "--preview");

        (shown.ExitCode, shown.Error).ShouldBe((0, ""));
        shown.Lines.ShouldContain(line => line.Contains("crm c and shop s: deleted"));
        shown.Lines.ShouldContain(
            "the records of 1 pairs deleted on both sides, changed from 2026-01-31 13:00:00Z to 2026-01-31 13:00:00Z.");
    }

    private async Task<List<V1.UndoItem>> PreviewAsync(bool created)
    {
        var range = new V1.UndoneRange { Pairing = "customer", Origin = V1.Side.Crm, Since = Import.ToTimestamp(), Created = created };
        return await Host.Api.PreviewUndo(new V1.PreviewUndoRequest { Range = range }).ResponseStream.ReadAllAsync().ToListAsync();
    }

    /// <summary>A pair whose record came to the CRM in the import, and whose copy was made of it.</summary>
    private async Task<PairId> CreatedAsync()
    {
        Live();
        var id = PairId.New("customer", Import);
        var has = CanonicalRecord.Nothing.With("name", new Value.Text("Ed"));
        var seen = new SideState { Presence = Presence.Present, Version = "1", Seen = has };
        var state = new PairState { Id = id, Base = has, Sides = new(seen with { Id = "c" }, seen with { Id = "s" }) };
        var created = Sample.Happened("shop s from crm c") with
        {
            At = Import, Kind = ActivityKind.Created, Property = null, Side = Side.Shop, To = """{"name":"Ed"}""", Rule = "created", EditedAt = Import,
        };
        await Host.Store.CommitAsync(
            new PairCommit(
                new PairRow { Id = id, ExternalIds = new("c", "s"), Status = PairStatus.InSync, UpdatedAt = Import, State = PairStateCodec.Encode(state) }, null, [created]),
            default);
        return id;
    }

    private void Live() => Host.Grains.Stands(
        new PairingStatus("customer", Live: true, CrmScanned: true, ShopScanned: true, 0, DeletionsPaused: false, LiveSince: Sample.Now));
}
