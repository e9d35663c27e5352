namespace Sync.Storage.Tests;

/// <summary>What every mapping store must do, whatever the engine. A test has a database of its own.</summary>
public abstract class MappingStoreCompliance
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>A store on the test's database; each call gives another one, as each silo has.</summary>
    protected abstract IMappingStore Open();

    [Fact]
    public async Task A_new_database_has_no_mappings() => (await Open().LoadAsync(None)).ShouldBeEmpty();

    [Fact]
    public async Task What_was_raised_is_there_for_whoever_comes_next()
    {
        (await Raise(Open(), ("product", 1, """{"ü":"\"'"}"""), ("customer", 1, "{}"))).ShouldBeTrue();
        (await Raise(Open(), ("product", 2, "{\n}"))).ShouldBeTrue();

        (await Open().LoadAsync(None)).ShouldBe([new("customer", 1, "{}"), new("product", 2, "{\n}")]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Only_the_revision_right_after_the_last_takes_its_place(int revision)
    {
        var store = Open();
        await Raise(store, ("product", 1, "{}"));
        await Raise(store, ("product", 2, "{}"));

        (await Raise(store, ("product", revision, "other"))).ShouldBeFalse();

        (await store.LoadAsync(None)).ShouldBe([new("product", 2, "{}")]);
    }

    [Fact]
    public async Task There_is_no_second_revision_without_a_first()
    {
        (await Raise(Open(), ("product", 2, "{}"))).ShouldBeFalse();
        (await Open().LoadAsync(None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_comes_too_late_keeps_all_of_them_out()
    {
        var store = Open();
        await Raise(store, ("product", 1, "{}"));

        (await Raise(store, ("customer", 1, "{}"), ("product", 1, "other"))).ShouldBeFalse();

        (await store.LoadAsync(None)).ShouldBe([new("product", 1, "{}")]);
    }

    [Fact]
    public async Task Of_silos_that_raise_at_once_one_is_first()
    {
        await Raise(Open(), ("product", 1, "{}"));

        var raised = await Task.WhenAll(Enumerable.Range(0, 8).Select(silo => Raise(Open(), ("product", 2, $"{silo}"))));

        raised.Count(isRaised => isRaised).ShouldBe(1);
        (await Open().LoadAsync(None)).Single().Json.ShouldBe($"{Array.IndexOf(raised, true)}");
    }

    private static Task<bool> Raise(IMappingStore store, params (string Pairing, int Revision, string Json)[] mappings) =>
        store.RaiseAsync([.. mappings.Select(m => new StoredMapping(m.Pairing, m.Revision, m.Json))], None);
}
