using System.Text.Json;

namespace Sync.Silo.Tests;

public sealed class ConfigCommandTests : ApiTest
{
    [Fact]
    public async Task The_configuration_is_tables_for_people()
    {
        var ended = await Cli.RunAsync(Host.GrpcAddress, "config");

        (ended.ExitCode, ended.Error).ShouldBe((0, ""));
        ended.Lines[0].ShouldEndWith("/etc/sync/sync.yaml");
        Words(ended, "address")[0].ShouldBe(["address", "http://127.0.0.1:7101/", "http://127.0.0.1:7102/"]);
        Words(ended, "quote-order")[0][1..9].ShouldBe(["quote", "order;", "where", "type", "=", "quote;", "made", "with"]);
        Words(ended, "customer").ShouldContain(words => words.SequenceEqual(
            new[] { "customer", "company", "string", "company", "<->", "company", "-", "-" }));
        Words(ended, "order").Select(words => words[1] + " " + words[2]).ShouldContain("lines quantity");
    }

    [Fact]
    public async Task The_configuration_is_one_line_of_json_for_scripts()
    {
        var ended = await Cli.RunAsync(Host.GrpcAddress, "config", "--json");

        ended.ExitCode.ShouldBe(0);
        using var configuration = JsonDocument.Parse(ended.Lines.Single());
        configuration.RootElement.GetProperty("pairings")[0].GetProperty("create").GetString().ShouldBe("both");
    }

    private protected override Task<ApiHost> StartAsync() =>
        ApiHost.StartAsync(configuration: Written.Load(Written.Default), file: "/etc/sync/sync.yaml");

    private static List<string[]> Words(Cli.Ended ended, string first) =>
        [.. ended.Lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words.FirstOrDefault() == first)];
}
