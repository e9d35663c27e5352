using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sync.Simulation;

/// <summary>
/// The product with a bug in it, in memory: the projects the bug is in are compiled from the repository's sources with the bug's
/// snippets swapped, and loaded beside a copy of all that binds to them, this assembly too. It stays loaded: under load the runtime
/// now and then jumped into code that it had unloaded, and the run ended with a segmentation fault.
/// </summary>
internal sealed class PlantedHouse : AssemblyLoadContext
{
    /// <summary>What must not be shared with the sound house.</summary>
    private static readonly string[] Copied = ["Sync.Mapping", "Sync.Reconciliation", "Sync.Grains", "Sync.Simulation.Tests"];

    private static readonly (string Assembly, string Folder)[] Projects =
        [("Sync.Mapping", "grains/Mapping"), ("Sync.Reconciliation", "grains/Reconciliation"), ("Sync.Grains", "grains")];

    private static readonly Lazy<MetadataReference[]> References = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    private readonly Dictionary<string, byte[]> planted = [];

    public PlantedHouse(PlantedBug bug)
        : base(bug.Name)
    {
        foreach (var (assembly, folder) in Projects)
        {
            var swaps = bug.Swaps.Where(s => FolderOf(s.File) == folder).ToList();
            if (swaps.Count > 0)
                planted[assembly] = Compile(assembly, folder, swaps);
        }
    }

    /// <summary><see cref="Seeds.FirstFailure"/> in this house.</summary>
    public string? FirstFailure(string shape, int first, int count) => (string?)Call(nameof(Seeds.FirstFailure), shape, first, count);

    /// <summary><see cref="Seeds.ShortestStory"/> in this house.</summary>
    public string[] ShortestStory(string shape, int seed) => (string[])Call(nameof(Seeds.ShortestStory), shape, seed)!;

    /// <summary>What is wrong with the bug itself: its snippets do not stand in the source any more.</summary>
    public static IEnumerable<string> Faults(PlantedBug bug) =>
        from swap in bug.Swaps
        let times = Sources.Read(swap.File).Split(swap.Snippet).Length - 1
        where times != 1
        select $"«{bug.Name}» can no longer be planted: {swap.File} has {times} times, not once:\n{swap.Snippet}";

    protected override Assembly? Load(AssemblyName name) => !Copied.Contains(name.Name)
        ? null
        : LoadFromStream(new MemoryStream(planted.GetValueOrDefault(name.Name!) ?? File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, $"{name.Name}.dll"))));

    /// <summary>Calls this assembly's copy.</summary>
    private object? Call(string method, params object[] with) =>
        LoadFromAssemblyName(typeof(PlantedHouse).Assembly.GetName()).GetType(typeof(Seeds).FullName!, throwOnError: true)!
            .GetMethod(method)!.Invoke(null, with);

    private static string FolderOf(string file) => Projects.Select(p => p.Folder).First(folder => file.StartsWith($"{folder}/", StringComparison.Ordinal));

    private static byte[] Compile(string assembly, string folder, List<Swap> swaps)
    {
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        var trees = Sources.In(folder, except: Projects.Select(p => p.Folder).Where(f => f != folder && f.StartsWith(folder, StringComparison.Ordinal)))
            .Select(file => Swapped(file, swaps))
            .Append(Sources.Preamble)
            .Select(text => CSharpSyntaxTree.ParseText(text, options));
        var compilation = CSharpCompilation.Create(
            assembly, trees, References.Value,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        return result.Success
            ? image.ToArray()
            : throw new InvalidOperationException(
                $"{assembly} with the bug in it does not compile:\n{string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(5))}");
    }

    private static string Swapped(string file, List<Swap> swaps) =>
        swaps.Where(s => s.File == file).Aggregate(Sources.Read(file), (text, swap) => text.Replace(swap.Snippet, swap.Replacement, StringComparison.Ordinal));
}
