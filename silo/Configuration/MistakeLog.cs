using System.Collections.Immutable;
using YamlDotNet.Core;

namespace Sync.Configuration;

/// <summary>Gathers the mistakes of one file.</summary>
internal sealed class MistakeLog(string file)
{
    private readonly List<ConfigurationMistake> mistakes = [];

    public bool IsEmpty => mistakes.Count == 0;

    /// <summary>The mistakes in the order of the file.</summary>
    public ImmutableArray<ConfigurationMistake> InOrder => [.. mistakes.OrderBy(m => m.Line).ThenBy(m => m.Column)];

    public void Add(string code, Mark at, string message) =>
        mistakes.Add(new ConfigurationMistake(file, (int)at.Line, (int)at.Column, code, message));
}
