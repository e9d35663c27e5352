using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Sync.Silo.Storage;

/// <summary>When a file came to be where it is. A copy is born when it is made, whatever times it takes over; a file that is moved is not.</summary>
internal static class Birth
{
    // linux/stat.h; the structure is the same on every architecture.
    private const int CurrentFolder = -100;
    private const uint AskForBirth = 0x800;
    private const int Length = 256;
    private const int SecondsAt = 80;
    private const int NanosecondsAt = 88;

    /// <summary>In nanoseconds of some clock, for comparing only; <see langword="null"/>: the file system does not tell.</summary>
    public static long? Of(string file)
    {
        if (!OperatingSystem.IsLinux())
            return File.GetCreationTimeUtc(file).Ticks;
        var told = new byte[Length];
        return StatX(CurrentFolder, file, 0, AskForBirth, told) == 0 && (BinaryPrimitives.ReadUInt32LittleEndian(told) & AskForBirth) != 0
            ? (BinaryPrimitives.ReadInt64LittleEndian(told.AsSpan(SecondsAt)) * 1_000_000_000) + BinaryPrimitives.ReadUInt32LittleEndian(told.AsSpan(NanosecondsAt))
            : null;
    }

    /// <summary>.NET tells no time of birth on Linux, but the older of two others, which a copy may take over.</summary>
    [DllImport("libc", EntryPoint = "statx")]
    private static extern int StatX(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] told);
}
