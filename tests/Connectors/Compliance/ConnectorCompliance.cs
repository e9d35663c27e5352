using System.Text;

namespace Sync.Connectors.Tests.Compliance;

/// <summary>
/// What the protocol relies on, of any connector to a side with all capabilities. A test class a side derives from it, and says
/// how a record of that side looks.
/// </summary>
public abstract class ConnectorCompliance : IAsyncLifetime
{
    private const int PageSize = 3;
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(20);
    private int keys;

    /// <summary>The connector, to an empty side.</summary>
    protected abstract IConnector Connector { get; }

    /// <summary>A kind with a unique field that can be found.</summary>
    protected abstract string Kind { get; }

    /// <summary>The unique field.</summary>
    protected abstract string UniqueField { get; }

    /// <summary>A value of the unique field, each number another.</summary>
    protected abstract string Unique(int number);

    /// <summary>A record to create.</summary>
    protected abstract string Body(int number);

    /// <summary>A patch that changes one other field.</summary>
    protected abstract string Patch(string text);

    /// <summary>A patch the side refuses for good, and the field it names.</summary>
    protected abstract (string Patch, string Field) BadPatch { get; }

    /// <summary>Makes the side forget all cursors given so far.</summary>
    protected abstract Task ExpireAsync();

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    [Fact]
    public async Task What_is_created_is_read_found_listed_and_fed_alike()
    {
        var created = await CreatedAsync(1);
        await CreatedAsync(2);

        var read = await ReadAsync(created.Id);
        var found = (await Connector.FindAsync(Kind, UniqueField, Unique(1), CancellationToken.None)).ShouldBeOfType<FindOutcome.Found>().Records;
        var listed = (await Connector.ListAsync(Kind, null, PageSize, CancellationToken.None)).Items;
        var fed = (await FeedAsync("")).Items;

        Text(read).ShouldBe(Text(created));
        read.ModifiedAt.ShouldNotBeNull();
        found.Select(Text).ShouldBe([Text(created)]);
        listed.Select(Text).ShouldContain(Text(created));
        fed.Select(item => (item.Record.Id, item.Record.Version, item.Record.ModifiedAt)).ShouldContain((read.Id, read.Version, read.ModifiedAt));
    }

    [Fact]
    public async Task An_update_under_the_version_seen_makes_a_new_one()
    {
        var created = await CreatedAsync(1);

        var updated = await UpdatedAsync(created, "new");

        updated.Id.ShouldBe(created.Id);
        updated.Version.ShouldNotBe(created.Version);
        Text(await ReadAsync(created.Id)).ShouldBe(Text(updated));
    }

    [Fact]
    public async Task A_write_under_another_version_writes_nothing()
    {
        var created = await CreatedAsync(1);
        var updated = await UpdatedAsync(created, "theirs");

        (await UpdateAsync(created.Id, Patch("ours"), created.Version)).ShouldBeOfType<WriteOutcome.VersionMismatch>();
        (await DeleteAsync(created.Id, created.Version)).ShouldBeOfType<WriteOutcome.VersionMismatch>();

        Text(await ReadAsync(created.Id)).ShouldBe(Text(updated));
    }

    [Fact]
    public async Task A_write_without_a_version_is_unconditional()
    {
        var created = await CreatedAsync(1);
        await UpdatedAsync(created, "theirs");

        (await UpdateAsync(created.Id, Patch("ours"), null)).ShouldBeOfType<WriteOutcome.Succeeded>();
        (await DeleteAsync(created.Id, null)).ShouldBe(new WriteOutcome.Succeeded(null));
    }

    [Fact]
    public async Task What_is_deleted_is_found_no_more()
    {
        var created = await CreatedAsync(1);

        (await DeleteAsync(created.Id, created.Version)).ShouldBe(new WriteOutcome.Succeeded(null));

        (await Connector.ReadAsync(Kind, created.Id, CancellationToken.None)).ShouldBeOfType<ReadOutcome.NotFound>();
        (await UpdateAsync(created.Id, Patch("late"), created.Version)).ShouldBeOfType<WriteOutcome.NotFound>();
        (await DeleteAsync(created.Id, created.Version)).ShouldBeOfType<WriteOutcome.NotFound>();
        (await Connector.FindAsync(Kind, UniqueField, Unique(1), CancellationToken.None))
            .ShouldBeOfType<FindOutcome.Found>().Records.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_never_was_is_not_found()
    {
        (await Connector.ReadAsync(Kind, "999999", CancellationToken.None)).ShouldBeOfType<ReadOutcome.NotFound>();
    }

    [Fact]
    public async Task A_create_with_a_key_used_before_answers_the_record_it_made()
    {
        var first = await CreatedAsync(1, key: "the key");

        var again = await CreatedAsync(1, key: "the key");

        Text(again).ShouldBe(Text(first));
        (await AllAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_replayed_create_makes_no_second_record_and_answers_the_first_as_it_is_now()
    {
        var first = await CreatedAsync(1, key: "the key");
        await UpdatedAsync(first, "edited since");

        var again = await CreatedAsync(1, key: "the key");

        again.Id.ShouldBe(first.Id);
        again.Version.ShouldNotBe(first.Version);
        Encoding.UTF8.GetString(again.Body.Span).ShouldContain("edited since");
    }

    [Fact]
    public async Task An_update_sent_again_is_no_replay_but_a_version_mismatch()
    {
        var created = await CreatedAsync(1);
        var ours = await Connector.UpdateAsync(Kind, created.Id, Bytes(Patch("ours")), created.Version, CancellationToken.None);
        await UpdatedAsync(ours.ShouldBeOfType<WriteOutcome.Succeeded>().Record!, "theirs");

        (await Connector.UpdateAsync(Kind, created.Id, Bytes(Patch("ours")), created.Version, CancellationToken.None))
            .ShouldBeOfType<WriteOutcome.VersionMismatch>();
    }

    [Fact]
    public async Task A_second_record_with_a_unique_value_already_exists()
    {
        await CreatedAsync(1);

        (await Connector.CreateAsync(Kind, Bytes(Body(1)), "another key", CancellationToken.None))
            .ShouldBeOfType<WriteOutcome.AlreadyExists>().Field.ShouldBe(UniqueField);
    }

    [Fact]
    public async Task What_the_side_will_never_take_is_rejected_naming_the_field()
    {
        var created = await CreatedAsync(1);

        (await UpdateAsync(created.Id, BadPatch.Patch, created.Version)).ShouldBeOfType<WriteOutcome.Rejected>().Field.ShouldBe(BadPatch.Field);
    }

    [Fact]
    public async Task The_feed_is_in_order_shows_each_record_once_and_the_deleted_as_tombstones()
    {
        var records = new List<SideRecord>();
        for (var number = 0; number < 5; number++)
            records.Add(await CreatedAsync(number));
        var edited = await UpdatedAsync(records[0], "new");
        await DeleteAsync(records[3].Id, records[3].Version);

        var items = await ReplayAsync("");

        items.Select(item => (item.Record.Id, item.Deleted)).ShouldBe(
            [(records[1].Id, false), (records[2].Id, false), (records[4].Id, false), (edited.Id, false), (records[3].Id, true)]);
        items.Select(item => item.Place!.Value).ShouldBeInOrder();
        items.Single(item => item.Record.Id == edited.Id).Record.Version.ShouldBe(edited.Version);
        items.Last().Record.Body.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task A_cursor_goes_on_exactly_where_its_page_ended()
    {
        for (var number = 0; number < 4; number++)
            await CreatedAsync(number);
        var first = await FeedAsync("");
        (first.Items.Count, first.More).ShouldBe((PageSize, true));

        var second = await FeedAsync(first.Next);
        (second.Items.Count, second.More).ShouldBe((1, false));

        var none = await FeedAsync(second.Next);
        (none.Items.Count, none.Next, none.More).ShouldBe((0, second.Next, false));
    }

    [Fact]
    public async Task A_long_poll_wakes_on_a_change()
    {
        var cursor = (await FeedAsync("")).Next;

        var poll = Connector.ChangesAsync(Kind, cursor, PageSize, LongWait, CancellationToken.None);
        var created = await CreatedAsync(1);

        (await poll).Items.Select(item => item.Record.Id).ShouldBe([created.Id]);
    }

    [Fact]
    public async Task A_long_poll_ends_with_its_caller()
    {
        using var caller = new CancellationTokenSource();
        var poll = Connector.ChangesAsync(Kind, "", PageSize, LongWait, caller.Token);

        await caller.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => poll);
    }

    [Fact]
    public async Task A_listing_and_then_the_feed_from_its_cursor_miss_nothing_of_what_is_written_meanwhile()
    {
        for (var number = 0; number < 20; number++)
            await CreatedAsync(number);
        var known = new Dictionary<string, string?>();
        var writing = Task.Run(WriteMuchAsync);
        string? cursor = null;
        for (string? after = null, first = ""; first is not null; first = after)
        {
            var page = await Connector.ListAsync(Kind, after, PageSize, CancellationToken.None);
            cursor ??= page.FeedCursor;
            foreach (var record in page.Items)
                known[record.Id] = record.Version;
            after = page.Next;
        }

        await writing;
        foreach (var item in await ReplayAsync(cursor.ShouldNotBeNull()))
        {
            if (item.Deleted)
                known.Remove(item.Record.Id);
            else
                known[item.Record.Id] = item.Record.Version;
        }

        var now = await AllAsync();
        known.ShouldBe(now.ToDictionary(record => record.Id, record => record.Version), ignoreOrder: true);
    }

    [Fact]
    public async Task An_expired_cursor_is_told_apart_from_every_other_failure()
    {
        var created = await CreatedAsync(1);
        var cursor = (await FeedAsync("")).Next;
        await UpdatedAsync(created, "new");
        await ExpireAsync();

        await Should.ThrowAsync<CursorExpiredException>(() => FeedAsync(cursor));
        (await FeedAsync("")).More.ShouldBeFalse();
    }

    private async Task WriteMuchAsync()
    {
        foreach (var record in await AllAsync())
        {
            await UpdatedAsync(record, "edited meanwhile");
            await CreatedAsync(1000 + keys);
        }

        foreach (var record in (await AllAsync()).Where((_, index) => index % 5 == 0))
            (await DeleteAsync(record.Id, record.Version)).ShouldBeOfType<WriteOutcome.Succeeded>();
    }

    private async Task<SideRecord> CreatedAsync(int number, string? key = null) =>
        (await Connector.CreateAsync(Kind, Bytes(Body(number)), key ?? NextKey(), CancellationToken.None))
            .ShouldBeOfType<WriteOutcome.Succeeded>().Record.ShouldNotBeNull();

    private async Task<SideRecord> UpdatedAsync(SideRecord record, string text) =>
        (await UpdateAsync(record.Id, Patch(text), record.Version)).ShouldBeOfType<WriteOutcome.Succeeded>().Record.ShouldNotBeNull();

    private Task<WriteOutcome> UpdateAsync(string id, string patch, string? version) =>
        Connector.UpdateAsync(Kind, id, Bytes(patch), version, CancellationToken.None);

    private Task<WriteOutcome> DeleteAsync(string id, string? version) =>
        Connector.DeleteAsync(Kind, id, version, CancellationToken.None);

    private async Task<SideRecord> ReadAsync(string id) =>
        (await Connector.ReadAsync(Kind, id, CancellationToken.None)).ShouldBeOfType<ReadOutcome.Found>().Record;

    private Task<FeedPage> FeedAsync(string cursor) => Connector.ChangesAsync(Kind, cursor, PageSize, TimeSpan.Zero, CancellationToken.None);

    private async Task<IReadOnlyList<FeedItem>> ReplayAsync(string cursor)
    {
        var items = new List<FeedItem>();
        for (var more = true; more;)
        {
            var page = await FeedAsync(cursor);
            items.AddRange(page.Items);
            (cursor, more) = (page.Next, page.More);
        }

        return items;
    }

    private async Task<IReadOnlyList<SideRecord>> AllAsync() => (await Connector.ListAsync(Kind, null, 200, CancellationToken.None)).Items;

    private string NextKey() => $"key {Interlocked.Increment(ref keys)}";

    private static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);

    private static (string, string?, string) Text(SideRecord record) => (record.Id, record.Version, Encoding.UTF8.GetString(record.Body.Span));
}
