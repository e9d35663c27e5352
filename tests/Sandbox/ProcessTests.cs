namespace Sync.Sandbox.Tests;

public sealed class ProcessTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"sandbox-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_was_answered_survives_a_kill_with_its_keys_and_its_place_in_the_feed()
    {
        using var first = await SandboxProcess.StartAsync(_folder);
        var answered = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => CreateAsync(first, n)));
        await first.KillAsync();

        using var second = await SandboxProcess.StartAsync(_folder);
        var replayed = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => CreateAsync(second, n)));
        var feed = await Playground.SendAsync(second.Crm, HttpMethod.Get, "products?since=");

        replayed.Select(reply => reply.Text).ShouldBe(answered.Select(reply => reply.Text));
        replayed.ShouldAllBe(reply => reply.Replayed);
        feed.Json["items"]!.AsArray().Select(item => item!["seq"]!.GetValue<int>()).ShouldBe(Enumerable.Range(1, 50));
    }

    [Fact]
    public async Task It_ends_cleanly_when_told_to_even_while_somebody_waits_for_changes()
    {
        using var sandbox = await SandboxProcess.StartAsync(_folder);
        var cursor = (await Playground.SendAsync(sandbox.Crm, HttpMethod.Get, "products")).Json["cursor"];
        var waiting = Playground.SendAsync(sandbox.Crm, HttpMethod.Get, $"products?since={cursor}&wait=60");

        (await sandbox.TerminateAsync()).ShouldBe(0);

        (await waiting.ContinueWith(_ => true)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_second_one_on_the_same_data_refuses_and_says_why()
    {
        using var first = await SandboxProcess.StartAsync(_folder);

        var (exitCode, _, error) = await SandboxProcess.RunAsync("--crm-port", "0", "--shop-port", "0", "--data", _folder);

        exitCode.ShouldBe(1);
        error.ShouldContain("another sandbox holds");
    }

    [Theory]
    [InlineData("--crm-prot 1", "--crm-prot")]
    [InlineData("--crm-port 70000", "--crm-port")]
    [InlineData("--customers many", "--customers")]
    [InlineData("--data", "--data")]
    public void A_wrong_option_is_refused_by_name(string arguments, string name) =>
        Should.Throw<FormatException>(() => CommandLine.Parse(arguments.Split(' '))).Message.ShouldContain(name);

    [Fact]
    public void Options_are_read_and_the_others_keep_their_defaults()
    {
        var options = CommandLine.Parse(["--crm-port", "0", "--no-seed", "--customers", "5"])!;

        options.ShouldBe(new SandboxOptions { CrmPort = 0, Seed = false, Customers = 5, Clock = options.Clock });
    }

    [Fact]
    public async Task Help_names_the_options()
    {
        var (exitCode, output, _) = await SandboxProcess.RunAsync("--help");

        exitCode.ShouldBe(0);
        output.ShouldContain("--shop-port");
    }

    private static Task<Reply> CreateAsync(SandboxProcess sandbox, int number) => Playground.SendAsync(
        sandbox.Crm, HttpMethod.Post, "products", $$"""{"sku":"S{{number}}"}""", key: $"k{number}");
}
