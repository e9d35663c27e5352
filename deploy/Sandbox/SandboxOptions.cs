using System.Net;

namespace Sync.Sandbox;

/// <summary>What one sandbox process hosts, and with how much invented data it starts.</summary>
public sealed record SandboxOptions
{
    /// <summary>TCP port of the CRM, 0..65535; 0 takes a free one.</summary>
    public int CrmPort { get; init; } = 7101;

    /// <summary>TCP port of the shop, 0..65535; 0 takes a free one.</summary>
    public int ShopPort { get; init; } = 7102;

    /// <summary>The address both sides listen on; loopback unless a container needs otherwise.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    /// <summary>Folder of the two databases; created when missing. One sandbox at a time may hold it.</summary>
    public string DataFolder { get; init; } = Path.Combine("data", "sandbox");

    /// <summary>Whether an empty database is filled with invented records.</summary>
    public bool Seed { get; init; } = true;

    /// <summary>CRM customers to invent; the shop gets 40 % as many, three quarters of them shared.</summary>
    public int Customers { get; init; } = 200;

    /// <summary>CRM products to invent; the shop gets half as many, four fifths of them shared.</summary>
    public int Products { get; init; } = 300;

    /// <summary>CRM quotes to invent.</summary>
    public int Quotes { get; init; } = 100;

    /// <summary>CRM orders to invent; the shop gets one in six of them, and as many again of its own.</summary>
    public int Orders { get; init; } = 150;

    /// <summary>CRM users to invent.</summary>
    public int Users { get; init; } = 20;

    /// <summary>The clock of <c>updated_at</c>, of long-polls and of webhook retries.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
