namespace Sync.Grains.Tests;

/// <summary>Which pairs stay in memory once they rest.</summary>
public sealed class AttentionTests
{
    private static readonly PerSide<int> None = new(0, 0);
    private static readonly PerSide<int> OneToTheShop = new(0, 1);
    private readonly Attention attention = new();

    [Fact]
    public void Who_was_only_asked_and_wrote_nothing_goes()
    {
        Hear(Side.Crm, ChangeForm.Hint, None);
        Hear(Side.Shop, ChangeForm.Candidate, None);
        attention.IsPaid(None).ShouldBeFalse();
    }

    [Fact]
    public void Who_wrote_stays_until_the_echo_has_come()
    {
        attention.IsPaid(OneToTheShop).ShouldBeTrue();
        Hear(Side.Shop, ChangeForm.Body, OneToTheShop);
        attention.IsPaid(OneToTheShop).ShouldBeFalse();
    }

    [Fact]
    public void Whom_somebody_edits_stays_before_and_after_the_echo_of_what_it_wrote_for_that()
    {
        Hear(Side.Crm, ChangeForm.Body, None);
        attention.IsPaid(OneToTheShop).ShouldBeTrue();
        Hear(Side.Shop, ChangeForm.Body, OneToTheShop);
        attention.IsPaid(OneToTheShop).ShouldBeTrue();
    }

    [Fact]
    public void A_change_of_the_side_that_was_not_written_is_no_echo()
    {
        Hear(Side.Crm, ChangeForm.Body, OneToTheShop);
        Hear(Side.Shop, ChangeForm.Body, OneToTheShop);
        attention.IsPaid(OneToTheShop).ShouldBeTrue();
    }

    private void Hear(Side side, ChangeForm form, PerSide<int> writes) =>
        attention.Note(new ChangeEvent { Side = side, ExternalId = "1", Form = form, Session = 1, Delivery = 1 }, writes);
}
