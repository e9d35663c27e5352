using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sync.Configuration.Yaml;

/// <summary>
/// A parser that drops a key which stands in its map already, with its value, and records the mistake: the node tree itself would
/// throw at the first one, and hide every other mistake of the file. An alias of nothing ends it, at a line the tree does not know.
/// </summary>
internal sealed class StrictParser(IParser inner, MistakeLog mistakes) : IParser
{
    private readonly Stack<Level> levels = new();
    private readonly HashSet<AnchorName> anchors = [];

    public ParsingEvent? Current => inner.Current;

    public bool MoveNext()
    {
        while (inner.MoveNext())
        {
            if (!IsRepeatedKey())
            {
                Follow();
                return true;
            }

            SkipValue();
        }

        return false;
    }

    private bool IsRepeatedKey()
    {
        if (levels.Count == 0 || levels.Peek() is not { AtKey: true } map || Current is not Scalar key || map.Keys.Add(key.Value))
        {
            return false;
        }

        mistakes.Add(MistakeCode.Repeated, key.Start, $"'{key.Value}' stands in this map already; keep one of the two.");
        return true;
    }

    /// <exception cref="YamlException">An alias whose anchor has not been seen.</exception>
    private void Follow()
    {
        if (Current is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            anchors.Add(anchored.Anchor);
        }

        switch (Current)
        {
            case AnchorAlias alias when !anchors.Contains(alias.Value):
                throw new YamlException(alias.Start, alias.End, $"there is no anchor '{alias.Value}' above");
            case MappingStart:
                levels.Push(new Level(IsMap: true) { AtKey = true });
                break;
            case SequenceStart:
                levels.Push(new Level(IsMap: false));
                break;
            case MappingEnd or SequenceEnd:
                levels.Pop();
                NodeEnded();
                break;
            case Scalar or AnchorAlias:
                NodeEnded();
                break;
        }
    }

    /// <summary>In a map, keys and values take turns.</summary>
    private void NodeEnded()
    {
        if (levels.Count > 0 && levels.Peek() is { IsMap: true } map)
        {
            map.AtKey = !map.AtKey;
        }
    }

    private void SkipValue()
    {
        var depth = 0;
        do
        {
            inner.MoveNext();
            depth += inner.Current!.NestingIncrease;
        }
        while (depth > 0);
    }

    private sealed record Level(bool IsMap)
    {
        public bool AtKey { get; set; }

        public HashSet<string> Keys { get; } = new(StringComparer.Ordinal);
    }
}
