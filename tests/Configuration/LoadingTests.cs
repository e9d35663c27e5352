namespace Sync.Configuration.Tests;

public sealed class LoadingTests
{
    [Theory]
    [Fixtures("Good")]
    public void A_good_file_loads(string fixture) => new Fixture(fixture).Load().Mistakes().ShouldBeEmpty();

    [Theory]
    [Fixtures("Structural", "Semantic")]
    public void A_bad_file_is_refused_with_each_mistake_at_its_line(string fixture)
    {
        var expected = new Fixture(fixture).ExpectedMistakes;

        var mistakes = new Fixture(fixture).Load().Mistakes();

        expected.ShouldNotBeEmpty();
        mistakes.Select(Fixture.Shown).ShouldBe(expected, ignoreOrder: true, customMessage: string.Join('\n', mistakes));
    }

    [Theory]
    [Fixtures("Structural", "Semantic")]
    public void No_message_holds_a_secret(string fixture)
    {
        foreach (var mistake in new Fixture(fixture).Load().Mistakes())
        {
            mistake.ToString().ShouldNotContain(TestEnvironment.Secret);
            mistake.ToString().ShouldNotContain("hunter2");
        }
    }

    [Theory]
    [InlineData("Structural/side-key-misspelt", "did you mean 'record'?")]
    [InlineData("Structural/connector-unknown", "did you mean 'http'?")]
    [InlineData("Semantic/kind-unknown", "did you mean 'customer'?")]
    [InlineData("Semantic/match-unknown", "did you mean 'email'?")]
    [InlineData("Semantic/needs-unknown", "known here: customer.")]
    [InlineData("Structural/policy-unknown", "did you mean 'newer'?")]
    [InlineData("Structural/auth-unknown-way", "known here: bearer, basic, header.")]
    [InlineData("Structural/limits-out-of-range", "from 1 to 256")]
    [InlineData("Semantic/timeout-out-of-range", "from 100ms to 5m")]
    [InlineData("Structural/duration-without-unit", "is a number and not a text; write a whole number and its unit")]
    [InlineData("Structural/policy-sum", "for a property that is counted; write it there")]
    [InlineData("Structural/lines-in-lines", "a line holds neither lines nor references")]
    [InlineData("Semantic/reference-unknown", "did you mean 'customer'?")]
    [InlineData("Semantic/reference-cycle", "customer → company → region → customer: each waits for the next")]
    [InlineData("Semantic/reference-required-of-itself", "customer → customer: each waits for the next")]
    [InlineData("Semantic/lines-key-unknown", "did you mean 'sku'?")]
    [InlineData("Semantic/variable-missing", "env:NOT_SET is not set")]
    [InlineData("Structural/partition-with-slash", "at most 64 characters without a slash")]
    [InlineData("Structural/partitions-too-many", "65 partitions will not do; name at most 64")]
    [InlineData("Semantic/partitions-of-the-usual-requests", "feed lacks {partition}; write 'feed' here")]
    [InlineData("Semantic/partition-without-partitions", "name the parts in 'partitions', or leave it out")]
    [InlineData("Semantic/partitions-of-the-side", "without partitions {partition} has no value in feed; write 'feed' without it here")]
    [InlineData("Semantic/partitions-in-a-kind", "feed lacks {partition}; put it where the side expects it")]
    public void A_message_says_what_to_do(string name, string words)
    {
        new Fixture(name + ".yaml").Load().Mistakes()[0].Message.ShouldContain(words);
    }

    [Fact]
    public void A_mistake_prints_as_a_link_to_its_place()
    {
        var mistake = new ConfigurationMistake("etc/sync.yaml", 12, 5, MistakeCode.UnknownKey, "There is no such key.");

        mistake.ToString().ShouldBe("etc/sync.yaml:12:5: SYNC004 There is no such key.");
    }

    [Fact]
    public void A_mistake_stands_at_its_column()
    {
        var result = ConfigurationLoader.Load(new StringReader("sides: 5\npairings: {}"), "sync.yaml", TestEnvironment.Variable);

        var mistake = result.Mistakes()[0];
        (mistake.File, mistake.Line, mistake.Column).ShouldBe(("sync.yaml", 1, 8));
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_mistake()
    {
        var result = ConfigurationLoader.Load("/nowhere/sync.yaml", TestEnvironment.Variable);

        result.Mistakes().ShouldHaveSingleItem().Code.ShouldBe(MistakeCode.Unreadable);
    }
}
