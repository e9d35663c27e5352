using Sync.Sandbox.Http;
using Sync.Sandbox.Seed;
using Sync.Sandbox.Shapes;

namespace Sync.Sandbox;

/// <summary>
/// A small CRM and a small webshop over real HTTP, running in this process. Dispose to stop; the data stays in its folder.
/// </summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private readonly FileStream _hold;
    private readonly SideHost _crm;
    private readonly SideHost _shop;

    private SandboxHost(FileStream hold, SideHost crm, SideHost shop) => (_hold, _crm, _shop) = (hold, crm, shop);

    /// <summary>Where the CRM answers, such as <c>http://127.0.0.1:7101/</c>.</summary>
    public Uri CrmAddress => _crm.Address;

    /// <summary>Where the shop answers, such as <c>http://127.0.0.1:7102/</c>.</summary>
    public Uri ShopAddress => _shop.Address;

    /// <summary>Opens the data, invents records when there are none, and listens.</summary>
    /// <param name="options">Ports, folder and amounts; the defaults when null.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="IOException">A port is taken, or another sandbox holds the data folder.</exception>
    public static async Task<SandboxHost> StartAsync(SandboxOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new SandboxOptions();
        var hold = Hold(options.DataFolder);
        SideHost? crm = null;
        try
        {
            // Invented only when a database turns out to be empty, and then once for both sides.
            var world = new Lazy<World>(() => options.Seed ? World.Invent(options) : World.Empty);
            crm = await SideHost.StartAsync(Side.Crm, options.CrmPort, options, () => world.Value.Crm, cancellation);
            var shop = await SideHost.StartAsync(Side.Shop, options.ShopPort, options, () => world.Value.Shop, cancellation);
            return new SandboxHost(hold, crm, shop);
        }
        catch
        {
            if (crm is not null) await crm.DisposeAsync();
            await hold.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        await _crm.DisposeAsync();
        await _hold.DisposeAsync();
    }

    /// <summary>
    /// Two processes counting places in one database would give the same place twice. The kernel frees a killed holder's.
    /// </summary>
    private static FileStream Hold(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            var path = Path.Combine(folder, "sandbox.lock");
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken)
        {
            throw new IOException($"another sandbox holds {Path.GetFullPath(folder)}: stop it, or choose another --data", taken);
        }
    }
}
