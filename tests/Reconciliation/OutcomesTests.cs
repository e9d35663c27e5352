using System.Runtime.CompilerServices;

namespace Sync.Reconciliation.Tests;

/// <summary>The page that tells an integrator what comes of what. <c>SYNC_ACCEPT=1</c> writes it anew.</summary>
public sealed class OutcomesTests
{
    [Fact]
    public void The_page_of_outcomes_says_what_the_core_does()
    {
        var page =
            $"""
            # What comes of what

            Every combination of what happened on the two sides between two steps, and what the core makes of it. The page is written by
            running the core (`SYNC_ACCEPT=1 dotnet test tests/Reconciliation`); a test fails when they differ.

            - **absent**: that side never told it. Nothing is known, which is not the same as *empty*.
            - **unchanged**, **changed**: against what both agreed on last. **deleted**: a read answered not-found; nothing else counts.
            - **stays**: nothing is written. **a person**: both sides keep their own and the pair waits to be told; everything else goes on.
            - Where the sides only exchange parts the table has one; each outcome was tried both ways round.

            ## A property of two linked records that was agreed on

            {Outcomes.Agreed()}
            An edit on the side that a one-way property does not come from is kept there and is no conflict.

            ## Changed on both sides to different values

            What both sides have in the end. The time of an edit is the modified-at of the observation in which the value changed, by that
            side's own clock. `sum` is for numbers only.

            {Outcomes.Conflicting()}
            After a write whose answer was lost, a value found that is not the one sent supersedes it and yields to any newer edit,
            whatever the policy; of a counter (`sum`) a person decides then. Two who counted as many are two: their sum is kept, not their number.

            ## A property that was never agreed on

            Both records existed before they were linked, or the property was added to the mapping since.

            {Outcomes.FirstAgreement()}
            ## One of two linked records was deleted

            What becomes of the other, by the `delete` mode of the side where it was deleted.

            {Outcomes.Deleted()}
            *unlinked*: both records live on their own, and the row stays so that nothing is linked or created again. A deleted record that
            is read again before its counterpart was deleted is simply back; under `ignore` the pair then goes on.

            ## A record whose counterpart is absent

            After both first scans; a counterpart that exists and matches is linked instead of made.

            {Outcomes.Absent()}
            """.ReplaceLineEndings("\n");

        var accepted = Beside("../../grains/Reconciliation/OUTCOMES.md");
        if (Environment.GetEnvironmentVariable("SYNC_ACCEPT") == "1")
            File.WriteAllText(accepted, page);
        page.ShouldBe(File.ReadAllText(accepted));
    }

    private static string Beside(string path, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, path);
}
