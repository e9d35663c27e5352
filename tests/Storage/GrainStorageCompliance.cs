using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Sync.Storage.Tests;

/// <summary>What Orleans grain storage must do on every engine, through real silos. A test has a database of its own.</summary>
public abstract class GrainStorageCompliance
{
    /// <summary>Makes the test's database the default grain storage.</summary>
    protected abstract void AddStorage(ISiloBuilder silo);

    [Fact]
    public async Task State_written_by_a_grain_is_there_after_a_restart_and_can_be_cleared()
    {
        await WithSiloAsync(async silo =>
        {
            var grain = silo.Client.GetGrain<INotebookGrain>("quote/ünïcödé");
            (await grain.ReadAsync()).ShouldBe("");
            await grain.WriteAsync("checkpoint 1");
            await grain.WriteAsync("checkpoint 2 – ä");
        });
        await WithSiloAsync(async silo =>
        {
            var grain = silo.Client.GetGrain<INotebookGrain>("quote/ünïcödé");
            (await grain.ReadAsync()).ShouldBe("checkpoint 2 – ä");
            (await silo.Client.GetGrain<INotebookGrain>("another").ReadAsync()).ShouldBe("");
            await grain.ClearAsync();
            await grain.WriteAsync("checkpoint 3");
            await grain.ClearAsync();
        });
        await WithSiloAsync(async silo => (await silo.Client.GetGrain<INotebookGrain>("quote/ünïcödé").ReadAsync()).ShouldBe(""));
    }

    [Fact]
    public async Task A_write_or_clear_over_another_version_is_refused() => await WithSiloAsync(async silo =>
    {
        var storage = silo.Silos[0].ServiceProvider.GetRequiredService<IGrainStorage>();
        var id = GrainId.Create("notebook", "1");
        var first = new GrainState<Note>(new Note { Text = "first" });
        await storage.WriteStateAsync("note", id, first);
        var behind = new GrainState<Note>();
        await storage.ReadStateAsync("note", id, behind);
        await storage.WriteStateAsync("note", id, first);

        await Should.ThrowAsync<InconsistentStateException>(() => storage.WriteStateAsync("note", id, behind));
        await Should.ThrowAsync<InconsistentStateException>(() => storage.ClearStateAsync("note", id, behind));
        await Should.ThrowAsync<InconsistentStateException>(
            () => storage.WriteStateAsync("note", id, new GrainState<Note>(new Note { Text = "unseen" })));

        await storage.ReadStateAsync("note", id, behind);
        behind.State.ShouldNotBeNull().Text.ShouldBe("first");
        behind.ETag.ShouldBe("2");
    });

    private async Task WithSiloAsync(Func<InProcessTestCluster, Task> use)
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.ConfigureSilo((_, silo) => AddStorage(silo));
        builder.Options.ServiceId = "sync";
        await using var cluster = builder.Build();
        await cluster.DeployAsync();
        await use(cluster);
    }
}

/// <summary>A grain that keeps one text.</summary>
public interface INotebookGrain : IGrainWithStringKey
{
    Task<string> ReadAsync();

    Task WriteAsync(string text);

    Task ClearAsync();
}

/// <summary>What it keeps.</summary>
[GenerateSerializer]
public sealed class Note
{
    [Id(0)]
    public string Text { get; set; } = "";
}

internal sealed class NotebookGrain([PersistentState("note")] IPersistentState<Note> note) : Grain, INotebookGrain
{
    public Task<string> ReadAsync() => Task.FromResult(note.State.Text);

    public Task WriteAsync(string text)
    {
        note.State.Text = text;
        return note.WriteStateAsync();
    }

    public Task ClearAsync() => note.ClearStateAsync();
}
