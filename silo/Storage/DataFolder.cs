using System.Globalization;

namespace Sync.Silo.Storage;

/// <summary>The folder of an embedded silo's databases, held by one process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream held;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>The database of the pair store.</summary>
    public string PairsFile => System.IO.Path.Combine(Path, "pairs.db");

    /// <summary>The database of Orleans grain storage; a file of its own, because two writers on one file stall.</summary>
    public string GrainsFile => System.IO.Path.Combine(Path, "grains.db");

    /// <summary>How far the pair store has come; beside it, so that it does not go back with it.</summary>
    public string HighWaterFile => System.IO.Path.Combine(Path, "pairs.mark");

    /// <summary>The birth of this folder's lock; a copy of the folder has another. <see langword="null"/>: nothing tells.</summary>
    public long? Born => Birth.Of(LockFile(Path));

    /// <summary>Creates the folder where it is missing and holds it until disposed or the process ends in any way.</summary>
    /// <exception cref="StorageRefusedException">Another silo holds it.</exception>
    public static DataFolder Open(string path)
    {
        var folder = Directory.CreateDirectory(path).FullName;
        var held = Hold(folder);
        File.WriteAllText(HolderFile(folder), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new DataFolder(folder, held);
    }

    /// <summary>Lets the folder go.</summary>
    public void Dispose() => held.Dispose();

    private static FileStream Hold(string folder)
    {
        var file = LockFile(folder);
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new StorageRefusedException(
                $"The data folder '{folder}' cannot be held: process {Holder(folder)} seems to use it ({e.Message}). " +
                "Stop that silo, or give this one another data folder.",
                e);
        }
    }

    private static string LockFile(string folder) => System.IO.Path.Combine(folder, "silo.lock");

    /// <summary>The id is in a file beside the lock, because nobody else can read the locked file itself.</summary>
    private static string HolderFile(string folder) => System.IO.Path.Combine(folder, "silo.pid");

    private static string Holder(string folder) =>
        File.Exists(HolderFile(folder)) ? File.ReadAllText(HolderFile(folder)) : "unknown";
}
