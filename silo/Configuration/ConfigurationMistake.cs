using System.Collections.Immutable;

namespace Sync.Configuration;

/// <summary>One thing wrong with a sync.yaml. Never carries a secret.</summary>
/// <param name="File">The file's name as it was given.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Code">One of <see cref="MistakeCode"/>.</param>
/// <param name="Message">What is wrong, at which key, and what to do.</param>
internal sealed record ConfigurationMistake(string File, int Line, int Column, string Code, string Message)
{
    /// <summary>The form that terminals and editors turn into a link.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}: {Code} {Message}";
}

/// <summary>What became of a file. Closed.</summary>
internal abstract record LoadResult
{
    private LoadResult()
    {
    }

    /// <summary>The file is right in every point that can be checked without the two sides.</summary>
    public sealed record Loaded(SyncConfiguration Configuration) : LoadResult;

    /// <summary>The file is wrong; every mistake found, by line.</summary>
    public sealed record Refused(ImmutableArray<ConfigurationMistake> Mistakes) : LoadResult;
}
