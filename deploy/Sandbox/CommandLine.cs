using System.Globalization;
using System.Net;

namespace Sync.Sandbox;

/// <summary>Reads the command line into options.</summary>
internal static class CommandLine
{
    public const string Help = """
        A small CRM and a small webshop over HTTP, to play with and to test against.

          --crm-port N    port of the CRM (7101; 0 takes a free one)
          --shop-port N   port of the shop (7102; 0 takes a free one)
          --listen IP     address to listen on (127.0.0.1)
          --data FOLDER   where the data is kept (./data/sandbox)
          --seed          fill an empty database with invented records (the default)
          --no-seed       start empty
          --customers N   invented CRM customers (200)
          --products N    invented CRM products (300)
          --quotes N      invented CRM quotes (100)
          --orders N      invented CRM orders (150)
          --users N       invented CRM users (20)
          --help          this text

        Prints one line a side once it listens, and stops at SIGTERM or Ctrl+C.
        """;

    /// <returns>null when help was asked for.</returns>
    /// <exception cref="FormatException">An option is unknown or its value does not fit; the message says which.</exception>
    public static SandboxOptions? Parse(IReadOnlyList<string> arguments)
    {
        var options = new SandboxOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            string Value() => ++i < arguments.Count ? arguments[i] : throw new FormatException($"{name} needs a value");
            int Number(int highest) => Whole(name, Value(), highest);
            if (name is "--help" or "-h") return null;
            options = name switch
            {
                "--crm-port" => options with { CrmPort = Number(65_535) },
                "--shop-port" => options with { ShopPort = Number(65_535) },
                "--listen" => options with { Listen = Ip(Value()) },
                "--data" => options with { DataFolder = Value() },
                "--seed" => options with { Seed = true },
                "--no-seed" => options with { Seed = false },
                "--customers" => options with { Customers = Number(1_000_000) },
                "--products" => options with { Products = Number(1_000_000) },
                "--quotes" => options with { Quotes = Number(1_000_000) },
                "--orders" => options with { Orders = Number(1_000_000) },
                "--users" => options with { Users = Number(100_000) },
                _ => throw new FormatException($"unknown option {name}; --help names them all"),
            };
        }
        return options;
    }

    private static int Whole(string name, string value, int highest) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= highest
            ? number
            : throw new FormatException($"{name} must be a whole number from 0 to {highest}, not '{value}'");

    private static IPAddress Ip(string value) =>
        IPAddress.TryParse(value, out var ip) ? ip : throw new FormatException($"--listen must be an IP address, not '{value}'");
}
