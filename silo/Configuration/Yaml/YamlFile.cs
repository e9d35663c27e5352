using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sync.Configuration.Yaml;

/// <summary>Text to YAML nodes.</summary>
internal static class YamlFile
{
    /// <summary>The root of the one document in the text; <see langword="null"/>, with a mistake, when there is no such thing.</summary>
    public static YamlValue? Read(TextReader text, MistakeLog mistakes)
    {
        var stream = new YamlStream();
        var scanner = new Scanner(text);
        try
        {
            stream.Load(new StrictParser(new Parser(scanner), mistakes));
        }
        catch (YamlException failure)
        {
            var where = failure.Start.Equals(Mark.Empty) ? scanner.CurrentPosition : failure.Start;
            mistakes.Add(MistakeCode.Syntax, where, $"This is not YAML: {failure.Message.TrimEnd('.')}.");
            return null;
        }
        catch (InvalidOperationException)
        {
            // What YamlDotNet 18.1 throws where a bracket is never closed.
            mistakes.Add(MistakeCode.Syntax, scanner.CurrentPosition,
                "This is not YAML: a bracket or brace is not closed before this place.");
            return null;
        }

        if (stream.Documents is [var document])
        {
            return new YamlValue("the file", "", document.RootNode.Start, document.RootNode, mistakes);
        }

        var at = stream.Documents.Count == 0 ? new Mark(0, 1, 1) : stream.Documents[1].RootNode.Start;
        mistakes.Add(MistakeCode.Unreadable, at,
            $"The file holds {stream.Documents.Count} YAML documents; write one, with 'sides' and 'pairings'.");
        return null;
    }
}
