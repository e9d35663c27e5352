using System.Diagnostics;
using System.Globalization;
using Sync.Reconciliation;

namespace Sync.Silo.Api;

/// <summary>Values and intents as text.</summary>
internal static class ValueMessages
{
    public static V1.Value? ToV1(this Value? value) => value switch
    {
        null => null,
        Value.Empty => new V1.Value { Type = "empty", Json = ValueJson.Text(value) },
        // A side's own id means nothing elsewhere, and has no form that could be handed back.
        Value.Foreign => new V1.Value { Type = TypeOf(value), Text = value.ToString() },
        _ => new V1.Value { Type = TypeOf(value), Text = value.ToString(), Json = ValueJson.Text(value) },
    };

    /// <summary>A write not yet answered, for a person; empty for none.</summary>
    public static string Describe(this Intent? intent) => intent switch
    {
        null => "",
        Intent.Update update => $"update {update.Patch} {If(update.IfVersion)}{Doubt(update)}",
        Intent.Create { Body: null } create => $"create, not yet sent{Doubt(create)}",
        Intent.Create create => $"create {create.Body}, {(create.Sent ? "may have been sent" : "not yet sent")}{Doubt(create)}",
        Intent.Archive archive => $"archive {If(archive.IfVersion)}{Doubt(archive)}",
        Intent.Delete delete => $"delete {If(delete.IfVersion)}, {(delete.Granted ? "granted" : "not yet granted")}{Doubt(delete)}",
        _ => throw new UnreachableException(),
    };

    private static string If(string? version) => version is null ? "whatever its version" : $"if its version is {version}";

    private static string Doubt(Intent intent) => intent.Doubtful ? ", outcome unknown" : "";

    private static string TypeOf(Value value) => value switch
    {
        Value.Empty => "empty",
        Value.Text => "text",
        Value.Integer => "integer",
        Value.Decimal => "decimal",
        Value.Boolean => "boolean",
        Value.Date => "date",
        Value.DateTime => "datetime",
        Value.Money => "money",
        Value.Reference or Value.Foreign => "reference",
        Value.Set => "set",
        Value.Lines => "lines",
        _ => throw new UnreachableException(),
    };
}
