using Sync.Silo.Api;

namespace Sync.Silo.Tests;

/// <summary>The closed sets of the contract are ours, word for word.</summary>
public sealed class ContractTests
{
    [Fact]
    public void Every_side_has_its_name_in_the_contract() => SameNames<Side, V1.Side>(side => side.ToV1());

    [Fact]
    public void Every_status_has_its_name_in_the_contract() => SameNames<PairStatus, V1.PairStatus>(status => status.ToV1());

    [Fact]
    public void Every_activity_has_its_name_in_the_contract() => SameNames<ActivityKind, V1.ActivityKind>(kind => kind.ToV1());

    [Fact]
    public void Everything_foreseen_has_its_name_in_the_contract() => SameNames<ForeseenAct, V1.ForeseenAct>(act => act.ToV1());

    [Fact]
    public void Every_presence_has_its_name_in_the_contract() =>
        SameNames<Reconciliation.Presence, V1.Presence>(presence => presence.ToV1());

    [Fact]
    public void A_status_comes_back_from_the_contract_and_an_unknown_number_is_none()
    {
        foreach (var status in Enum.GetValues<PairStatus>())
            status.ToV1().ToStatus().ShouldBe(status);
        V1.PairStatus.Unspecified.ToStatus().ShouldBeNull();
        ((V1.PairStatus)99).ToStatus().ShouldBeNull();
    }

    private static void SameNames<TOurs, TTheirs>(Func<TOurs, TTheirs> convert)
        where TOurs : struct, Enum
        where TTheirs : struct, Enum
    {
        Enum.GetValues<TOurs>().Select(value => convert(value).ToString()).ShouldBe(Enum.GetNames<TOurs>());
        Enum.GetNames<TTheirs>().ShouldBe(["Unspecified", .. Enum.GetNames<TOurs>()]);
    }
}
