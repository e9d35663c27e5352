namespace Sync.Architecture.Tests.Checks;

/// <summary>Which project may use which: the arrows of DESIGN.md section 2.</summary>
internal static class ProjectArrows
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Sync.Abstractions"] = [],
        ["Sync.Mapping"] = ["Sync.Abstractions"],
        ["Sync.Reconciliation"] = ["Sync.Abstractions"],
        ["Sync.Grains"] = ["Sync.Abstractions", "Sync.Mapping", "Sync.Reconciliation"],
        ["Sync.Silo"] = ["Sync.Abstractions", "Sync.Mapping", "Sync.Reconciliation", "Sync.Grains"],
        ["Sync.Cli"] = [],
        ["Sync.Sandbox"] = [],
    };

    public static IEnumerable<string> Broken(IReadOnlyList<SourceFile> files) =>
        Project.Of(files).Where(project => !project.IsTest).SelectMany(Broken);

    private static IEnumerable<string> Broken(Project project)
    {
        if (!Allowed.TryGetValue(project.Name, out var allowed))
            return [$"{project.File.Path}: no arrows are stated for {project.Name}; state them in {nameof(ProjectArrows)}."];
        var references = project.ReferencedProjects.Except(allowed)
            .Select(other => $"{project.File.Path}: {project.Name} → {other} is no arrow of this house.");
        var links = project.ForeignSource
            .Select(path => $"{project.File.Path}: {project.Name} compiles {path}, which is not its own; an arrow is a project reference.");
        return references.Concat(links);
    }
}
