using System.Runtime.CompilerServices;

namespace Sync.Silo.Tests.Dataflow;

/// <summary>The page that a tester checks the systems against. <c>SYNC_ACCEPT=1</c> writes the accepted pages beside this file anew.</summary>
public sealed class DataflowTests
{
    private static readonly string[] Formats = ["md", "rst"];

    /// <summary>Everything that either language could take for its own.</summary>
    private const string Awkward =
        """
        sides:
          crm: { address: "http://crm.invalid/a_b*c/", kinds: { customer: { path: "a|b" }, nothing: { path: nothing } } }
          shop: { address: "http://shop.invalid", kinds: { customer: { path: "_x_`y`" }, nothing: { path: nothing } } }
        pairings:
          customer:
            kinds: { crm: customer, shop: customer }
            where: { shop: { "a|b": "``|*x*_y_`", "<b>": "" } }
            properties:
              some_name_: { type: string, crm: "`x``y`|*z*", shop: "x_", direction: toCrm }
              when: { type: date, crm: a, shop: b, convert: { format: { shop: "yyyy|MM*dd_" } } }
              word: { type: enum, crm: w, shop: w, convert: { table: { a_: "|", b: "`*`", c: "_" } } }
          nothing: { kinds: { crm: nothing, shop: nothing } }
        """;

    [Theory]
    [InlineData("md")]
    [InlineData("rst")]
    public async Task The_five_pairings_make_the_accepted_page(string format)
    {
        var page = await PageAsync(Written.Default, format);

        var accepted = Beside($"five-pairings.{format}");
        if (Environment.GetEnvironmentVariable("SYNC_ACCEPT") == "1")
            await File.WriteAllTextAsync(accepted, page);
        page.ShouldBe(await File.ReadAllTextAsync(accepted));
    }

    [Fact]
    public async Task Each_pairing_has_its_section()
    {
        string[] sections = ["The two sides", "customer", "product", "order", "quote-order", "user-order"];

        var markdown = (await PageAsync(Written.Default, "md")).Split('\n');
        var restructured = (await PageAsync(Written.Default, "rst")).Split('\n');

        markdown.Where(line => line.StartsWith("## ")).Select(line => line[3..]).ShouldBe(sections);
        restructured.Zip(restructured.Skip(1)).Where(pair => pair.Second.StartsWith("--")).Select(pair => pair.First).ShouldBe(sections);
    }

    [Fact]
    public async Task A_pairing_without_properties_says_so()
    {
        foreach (var format in Formats)
            (await PageAsync(Awkward, format)).ShouldEndWith(
                "It has no properties: records are linked, created and deleted, and nothing in them is kept in step.\n");
    }

    [Fact]
    public async Task Whatever_stands_in_the_configuration_a_markdown_row_has_a_cell_for_each_column()
    {
        var tables = Tables((await PageAsync(Awkward, "md")).Split('\n'), line => line.StartsWith('|'));

        tables.Select(rows => rows.Count).ShouldBe([16, 5]);
        tables[0].Select(Cells).ShouldAllBe(cells => cells == 3);
        tables[1].Select(Cells).ShouldAllBe(cells => cells == 7);
        tables[1][2].ShouldBe("""| `some_name_` | `string` | ``` `x``y`\|*z* ``` | `<-` | `x_` |  |  |""");
        tables[1][4].ShouldContain(@"a\_ = \|, b = \`\*\`, c = \_");

        static int Cells(string row) => row.Replace(@"\|", "").Count(c => c == '|') - 1;
    }

    [Fact]
    public async Task Whatever_stands_in_the_configuration_a_list_table_row_has_a_cell_for_each_column()
    {
        var tables = Tables((await PageAsync(Awkward, "rst")).Split('\n'), line => line.StartsWith("   * -") || line.StartsWith("     -"));

        tables.Select(cells => cells.Count).ShouldBe([15 * 3, 4 * 7]);
        tables[0].Index().ShouldAllBe(cell => cell.Item.StartsWith("   * -") == (cell.Index % 3 == 0));
        tables[1].Index().ShouldAllBe(cell => cell.Item.StartsWith("   * -") == (cell.Index % 7 == 0));
        tables[1][7..12].ShouldBe(["   * - ``some_name_``", "     - ``string``", @"     - \ \`x\`\`y\`\|\*z\*", "     - ``<-``", "     - ``x_``"]);
        tables[1][26].ShouldContain(@"a\_ = \|, b = \`\*\`, c = \_");
    }

    [Theory]
    [InlineData("phone: { type: string,", "phone: { type: string, direction: toShop,", "| `phone` | `string` | `phone` | `->` | `telephone` |")]
    [InlineData("phone: { type: string,", "phone: { type: string, policy: manual,", "on a conflict a person decides")]
    [InlineData("phone: { type: string,", "phone: { type: string, initial: shop,", "at a first meeting the shop's value stands")]
    [InlineData("phone: { type: string,", "phone: { type: string, required: true,", "| `telephone` |  | required |")]
    [InlineData("crm: notes, shop: note ", "crm: notes, shop: note, convert: trim ", "both: trimmed when read")]
    [InlineData("resolution: 1s, crm", "resolution: 1h, crm", "`datetime`, to `1h`")]
    [InlineData("resolution: 1s, crm", "resolution: 1s, zone: { shop: Europe/Berlin }, crm", "shop: by the clocks of `Europe/Berlin`")]
    [InlineData("stock: { type: integer,", "stock: { type: integer, policy: sum,", "when both sides changed it what both sides counted is added up")]
    [InlineData("delete: { crm: propagate, shop: propagate, againstEdit: edit-wins }", "delete: { crm: archive }\n    archive: { shop: { group: inactive } }", "When the CRM's record is deleted, the shop's gets `group` = `\"inactive\"` and is left alone.")]
    [InlineData("match: [email]", "match: []", "CRM `customer` \\<-\\> shop `customer`: a record meets its counterpart only by being created from it.")]
    [InlineData("againstEdit: edit-wins", "againstEdit: manual", "Deleted on one side and edited on the other: a person decides.")]
    [InlineData("budget: 200", "budget: 7", "More than 7 deletions in `1h` wait for a person.")]
    [InlineData("conflict: { policy: newer, preferred: crm }", "conflict: { policy: shop, preferred: shop }", "The shop wins ties")]
    [InlineData("limits: { concurrency: 16,", "limits: { concurrency: 3,", "3 requests at once")]
    public async Task A_changed_configuration_changes_the_page(string from, string to, string told)
    {
        Written.Default.ShouldContain(from);

        var page = await PageAsync(Written.Default.Replace(from, to), "md");

        page.ShouldContain(told);
        (await File.ReadAllTextAsync(Beside("five-pairings.md"))).ShouldNotContain(told);
    }

    [Fact]
    public async Task It_is_written_to_a_file_when_one_is_named()
    {
        await using var host = await ApiHost.StartAsync();
        var file = Path.GetTempFileName();
        try
        {
            var printed = await Cli.RunAsync(host.GrpcAddress, "dataflow", "--format", "rst");
            var written = await Cli.RunAsync(host.GrpcAddress, "dataflow", "--format", "rst", "--output", file);

            (written.ExitCode, written.Output, written.Error).ShouldBe((0, "", ""));
            (await File.ReadAllTextAsync(file)).ShouldBe(printed.Output);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(2, "dataflow", "--json")]
    [InlineData(2, "dataflow", "--format", "docx")]
    [InlineData(4, "dataflow", "--output", "/nowhere/at/all.md")]
    public async Task What_cannot_be_done_ends_as_the_help_says(int exitCode, params string[] arguments)
    {
        await using var host = await ApiHost.StartAsync();

        var ended = await Cli.RunAsync(host.GrpcAddress, arguments);

        (ended.ExitCode, ended.Output).ShouldBe((exitCode, ""));
        ended.Error.ShouldNotBeEmpty();
    }

    /// <summary>The lines of each table.</summary>
    private static List<List<string>> Tables(IEnumerable<string> lines, Func<string, bool> isOfTable)
    {
        var (tables, within) = (new List<List<string>>(), false);
        foreach (var line in lines)
        {
            if (isOfTable(line) && !within)
                tables.Add([]);
            within = isOfTable(line);
            if (within)
                tables[^1].Add(line);
        }
        return tables;
    }

    private static async Task<string> PageAsync(string yaml, string format)
    {
        await using var host = await ApiHost.StartAsync(configuration: Written.Load(yaml));
        var ended = await Cli.RunAsync(host.GrpcAddress, "dataflow", "--format", format);
        (ended.ExitCode, ended.Error).ShouldBe((0, ""));
        return ended.Output;
    }

    private static string Beside(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, name);
}
