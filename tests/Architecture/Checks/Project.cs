using System.Xml.Linq;

namespace Sync.Architecture.Tests.Checks;

/// <summary>A project file, read.</summary>
internal sealed record Project(SourceFile File, XElement Xml)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(File.Path);

    /// <summary>Tests may reference whatever they test.</summary>
    public bool IsTest => File.IsUnder("tests");

    /// <summary>Names of the projects whose types this one can use; one that is only built before it is none.</summary>
    public IEnumerable<string> ReferencedProjects => Items("ProjectReference")
        .Where(reference => !string.Equals((string?)reference.Attribute("ReferenceOutputAssembly"), "false", StringComparison.OrdinalIgnoreCase))
        .Select(reference => System.IO.Path.GetFileNameWithoutExtension(Include(reference)));

    /// <summary>Packages, frameworks and the SDK, all of which bring types.</summary>
    public IEnumerable<string> ReferencedPackages => Items("PackageReference").Concat(Items("FrameworkReference")).Select(Include)
        .Append((string?)Xml.Attribute("Sdk") == "Microsoft.NET.Sdk.Web" ? "Microsoft.AspNetCore.App" : "Microsoft.NETCore.App");

    /// <summary>Source compiled in from outside the project's own folder.</summary>
    public IEnumerable<string> ForeignSource => Items("Compile").Select(Include).Where(path => path.StartsWith("..", StringComparison.Ordinal));

    public static IEnumerable<Project> Of(IEnumerable<SourceFile> files) => files
        .Where(file => file.Path.EndsWith(".csproj", StringComparison.Ordinal))
        .Select(file => new Project(file, XElement.Parse(file.Text)));

    private IEnumerable<XElement> Items(string name) => Xml.Descendants(name).Where(item => item.Attribute("Include") is not null);

    private static string Include(XElement item) => ((string)item.Attribute("Include")!).Replace('\\', '/');
}
