using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Sync.Silo.Hosting;

/// <summary>One line an entry: the time, the level where it is worth a look, the message, and the reason of a failure.</summary>
internal sealed class ConsoleLines(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "lines";

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, TextWriter writer)
    {
        writer.Write(time.GetLocalNow().ToString("HH:mm:ss ", System.Globalization.CultureInfo.InvariantCulture));
        writer.Write(entry.LogLevel switch
        {
            LogLevel.Critical or LogLevel.Error => "ERROR ",
            LogLevel.Warning => "warning ",
            _ => "",
        });
        writer.Write(entry.Formatter(entry.State, entry.Exception).ReplaceLineEndings(" "));
        if (entry.Exception is { } exception)
            writer.Write(entry.LogLevel >= LogLevel.Error ? Environment.NewLine + exception : $" ({exception.Message.ReplaceLineEndings(" ")})");
        writer.WriteLine();
    }
}

/// <summary>What the console shows.</summary>
internal static class ConsoleLogging
{
    /// <summary>Ours from information on, everybody else's from warning on. A setting under <c>Logging</c> overrides both.</summary>
    public static void ToConsole(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Sync", LogLevel.Information);
        // Its first look measures from the machine's start and warns of hours.
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        // The side watch says it once for both directions.
        logging.AddFilter("Sync.Connectors.SideCircuit", LogLevel.Error);
        logging.AddConsole(console => console.FormatterName = ConsoleLines.FormatterName)
            .AddConsoleFormatter<ConsoleLines, ConsoleFormatterOptions>();
    }
}
