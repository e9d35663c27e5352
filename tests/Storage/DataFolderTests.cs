using System.Globalization;
using Sync.Silo.Storage;

namespace Sync.Storage.Tests;

public sealed class DataFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_missing_folder_is_created_and_its_path_made_absolute()
    {
        using var data = DataFolder.Open(folder.File("a/b"));

        Directory.Exists(data.Path).ShouldBeTrue();
        Path.IsPathFullyQualified(data.PairsFile).ShouldBeTrue();
        data.PairsFile.ShouldNotBe(data.GrainsFile);
    }

    [Fact]
    public void A_second_silo_on_the_same_data_is_refused_and_told_who_holds_it_and_what_to_do()
    {
        using var data = DataFolder.Open(folder.Path);

        var refused = Should.Throw<StorageRefusedException>(() => DataFolder.Open(folder.Path));

        refused.Message.ShouldContain(folder.Path);
        refused.Message.ShouldContain($"process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}");
        refused.Message.ShouldContain("another data folder");
    }

    [Fact]
    public void A_folder_let_go_can_be_opened_again()
    {
        DataFolder.Open(folder.Path).Dispose();
        DataFolder.Open(folder.Path).Dispose();
    }
}
