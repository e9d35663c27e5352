using Sync.Sandbox.Shapes;

namespace Sync.Sandbox.Http;

/// <summary>The page a person sees at <c>/</c>: one embedded file, told which side it is on.</summary>
internal static class WebPage
{
    private static readonly string Html = Read("page.html").Replace("/*style*/", Read("page.css"), StringComparison.Ordinal)
        .Replace("/*script*/", Read("page.js"), StringComparison.Ordinal);

    public static Answer Of(Side side) => new(200, Html.Replace("{{side}}", side.Name, StringComparison.Ordinal))
    {
        ContentType = "text/html; charset=utf-8",
    };

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(WebPage).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
