using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Sync.Silo.Storage.Sqlite;

/// <summary>
/// Tells a pair store that was set back. How many activities it has had is noted in a file beside it after every commit, and the birth
/// of its folder is noted in it: a file taken from a backup has had fewer, and the copy of a whole folder was born at another time.
/// </summary>
/// <remarks>
/// The note is not forced to the disk: after a power failure it is too low at worst, and a backup put back is told all the same unless
/// nothing was noted since. A copy put into the very folder, with its note, is not told.
/// </remarks>
internal sealed class HighWater(DataFolder folder) : IDisposable
{
    private const string Newest = "SELECT seq FROM sqlite_sequence WHERE name = 'activity'";
    private const string ReadBorn = "SELECT value FROM meta WHERE name = 'folder'";
    private const string WriteBorn = "INSERT OR REPLACE INTO meta (name, value) VALUES ('folder', $born)";

    private FileStream? note;

    /// <summary>As <see cref="StorageEngine.SetBackAsync"/>; nothing more once this process writes to it, which nobody else does then.</summary>
    public string? SetBack() => note is not null ? null : InFile(session =>
    {
        var (had, noted) = (Had(session), Noted());
        if (had < noted)
            return $"of {noted} activities that it has had, '{folder.PairsFile}' knows {had}";
        return session.Scalar(ReadBorn) is long known && folder.Born is { } born && known != born
            ? $"'{folder.Path}' is a copy of the folder that it was in ({had} activities, born {born} and not {known})"
            : null;
    });

    /// <summary>As <see cref="StorageEngine.RecogniseAsync"/>.</summary>
    public void Recognise() => InFile(session =>
    {
        if (folder.Born is { } born)
            session.Execute(WriteBorn, ("$born", born));
        Write(Had(session));
        return true;
    });

    /// <summary>Activities up to this number are durable.</summary>
    public void Raise(long newest) => Write(newest);

    /// <summary>Lets go of the file.</summary>
    public void Dispose() => note?.Dispose();

    private static long Had(SqliteSession session) => session.Scalar(Newest) as long? ?? 0;

    private long Noted() => File.Exists(folder.HighWaterFile) && long.TryParse(
        File.ReadAllText(folder.HighWaterFile), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var noted) ? noted : 0;

    /// <summary>One write of always the same length: it is never found half done.</summary>
    private void Write(long newest)
    {
        note ??= new FileStream(folder.HighWaterFile, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        RandomAccess.Write(note.SafeFileHandle, Encoding.ASCII.GetBytes(newest.ToString("D19", CultureInfo.InvariantCulture) + "\n"), 0);
    }

    private T InFile<T>(Func<SqliteSession, T> ask)
    {
        try
        {
            using var session = SqliteSession.Write(folder.PairsFile);
            return ask(session);
        }
        catch (SqliteException failure)
        {
            throw new PairStoreException($"The database '{folder.PairsFile}' failed: {failure.Message}", failure);
        }
    }
}
