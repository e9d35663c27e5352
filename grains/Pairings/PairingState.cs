using Orleans;

namespace Sync.Grains;

/// <summary>What a pairing remembers.</summary>
[GenerateSerializer, Alias("sync.PairingState")]
public sealed class PairingState
{
    [Id(0)] public bool CrmScanned { get; set; }

    [Id(1)] public bool ShopScanned { get; set; }

    /// <summary>Deletions granted, by pair id and generation (<c>customer/…#2</c>), with the time of the grant.</summary>
    [Id(2)] public Dictionary<string, DateTimeOffset> Grants { get; set; } = [];

    /// <summary>Since when deletions wait for a person; <see langword="null"/>: they do not.</summary>
    [Id(4)] public DateTimeOffset? DeletionsPausedAt { get; set; }

    /// <summary>Deletions that a person agreed to beyond the budget and that were not granted yet.</summary>
    [Id(5)] public int DeletionsAgreed { get; set; }

    /// <summary>The resync under way or the last one; <see langword="null"/>: there never was one.</summary>
    [Id(3)] public ResyncProgress? Resync { get; set; }

    /// <summary>The mapping revision under which all pairs were told to read their records again; under the first there were none.</summary>
    [Id(6)] public int Rebased { get; set; } = 1;

    /// <summary>The <see cref="Pairing.RestoredAt"/> for which a person has agreed to creates; <see langword="null"/>: for none.</summary>
    [Id(8)] public DateTimeOffset? CreatesAgreedFor { get; set; }

    /// <summary>When both first scans were done; <see langword="null"/>: they are not, or an earlier build did not note it.</summary>
    [Id(7)] public DateTimeOffset? LiveSince { get; set; }
}
