using System.Net;
using Microsoft.Data.Sqlite;
using Sync.Sandbox.Http;
using Sync.Sandbox.Storage;

namespace Sync.Sandbox.Webhooks;

/// <summary>The webhooks of one side, kept in its database and at hand in memory. Thread-safe.</summary>
internal sealed class WebhookRegister
{
    private const int Most = 100;

    private readonly Writer _writer;
    private volatile IReadOnlyList<Webhook> _all;

    public WebhookRegister(SideDatabase database, Writer writer)
    {
        _writer = writer;
        _all = Load(database);
    }

    public IReadOnlyList<Webhook> All => _all;

    /// <summary>Adds one, or takes over the new secret of one that is there.</summary>
    /// <exception cref="RefusedException">422 when the address is not on this machine or there are too many.</exception>
    public Task<bool> AddAsync(Webhook webhook)
    {
        RequireLoopback(webhook.Url);
        if (webhook.Secret.Length is 0 or > 500) throw RefusedException.Invalid("secret must have 1 to 500 characters", "secret");
        return _writer.WriteAsync(session =>
        {
            var known = _all.FirstOrDefault(other => other.Url == webhook.Url);
            if (known is null && _all.Count >= Most) throw RefusedException.Invalid($"there are {Most} webhooks already", "url");
            var kept = webhook with { CreatedAt = known?.CreatedAt ?? webhook.CreatedAt };
            session.Run(
                "INSERT OR REPLACE INTO webhooks VALUES ($url, $secret, $createdAt)",
                ("$url", kept.Url), ("$secret", kept.Secret), ("$createdAt", kept.CreatedAt));
            _all = [.. _all.Where(other => other.Url != kept.Url), kept];
            return known is null;
        });
    }

    /// <summary>Removes one by its address, or all when none is given.</summary>
    public Task RemoveAsync(string? url) => _writer.WriteAsync(session =>
    {
        session.Run("DELETE FROM webhooks WHERE $url IS NULL OR url = $url", ("$url", url));
        _all = url is null ? [] : [.. _all.Where(webhook => webhook.Url != url)];
        return true;
    });

    /// <summary>The sandbox posts to this machine only: it must not become a way to reach other hosts.</summary>
    private static void RequireLoopback(string url)
    {
        var allowed = Uri.TryCreate(url, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
            && (address.Host == "localhost"
                || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));
        if (!allowed) throw RefusedException.Invalid("url must be an http or https address on this machine (127.0.0.1)", "url");
    }

    private static List<Webhook> Load(SideDatabase database)
    {
        using var connection = database.OpenReading();
        using var command = new SqliteCommand("SELECT url, secret, created_at FROM webhooks", connection);
        using var reader = command.ExecuteReader();
        var all = new List<Webhook>();
        while (reader.Read()) all.Add(new Webhook(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        return all;
    }
}
