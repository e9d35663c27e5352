namespace Sync.Configuration.Tests;

/// <summary>The environment variables of the tests.</summary>
internal static class TestEnvironment
{
    /// <summary>The content of every secret; no message may hold it, nor the <c>hunter2</c> that fixtures write in wrong places.</summary>
    public const string Secret = "correct-horse-battery";

    public static string? Variable(string name) => name switch
    {
        "CRM_TOKEN" or "CRM_WEBHOOK_SECRET" => Secret,
        "EMPTY" => "",
        "TWO_LINES" => Secret + "\n" + Secret,
        _ => null,
    };
}
