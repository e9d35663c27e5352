using System.Diagnostics;

namespace Sync.Storage.Tests;

/// <summary>A file system in memory, of a size.</summary>
internal sealed class SmallDisk : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("sync-small-disk-").FullName;

    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var disk = new SmallDisk();
        await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=777", "tmpfs", disk.Folder);
        await RunAsync("chown", "postgres", disk.Folder);
        return disk;
    }

    public Task GrowAsync(int megabytes) => RunAsync("mount", "-o", $"remount,size={megabytes}m", Folder);

    public void Dispose()
    {
        RunAsync("umount", "-l", Folder).GetAwaiter().GetResult();
        Directory.Delete(Folder);
    }

    private static async Task RunAsync(params string[] command)
    {
        using var running = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
        var said = await running.StandardError.ReadToEndAsync();
        await running.WaitForExitAsync();
        running.ExitCode.ShouldBe(0, said);
    }
}

/// <summary>Skipped, and shown as such, where this machine lets nobody mount a file system.</summary>
internal sealed class FactWhereFoldersCanBeMountedAttribute : FactAttribute
{
    public FactWhereFoldersCanBeMountedAttribute()
    {
        var folder = Directory.CreateTempSubdirectory("sync-mount-").FullName;
        using var mount = Process.Start(new ProcessStartInfo("sh", ["-c", """mount -t tmpfs tmpfs "$0" && umount "$0" """, folder]) { RedirectStandardError = true })!;
        mount.WaitForExit();
        Directory.Delete(folder);
        if (mount.ExitCode != 0)
            Skip = "mounting a file system is not allowed here";
    }
}
