namespace Sync.Simulation;

/// <summary>A bug that is not in the product: what stands in place of a few snippets of its source.</summary>
/// <param name="Name">What is wrong with it, in few words.</param>
/// <param name="Shape">The shape of history that shows it.</param>
/// <param name="Checkers">Who may report it; more than one where it does more than one kind of harm.</param>
/// <param name="Swaps">The snippets.</param>
internal sealed record PlantedBug(string Name, string Shape, string Checkers, params Swap[] Swaps)
{
    public override string ToString() => Name;
}

/// <summary>A snippet that stands once in a file, and what is put there.</summary>
internal sealed record Swap(string File, string Snippet, string Replacement);
