using static Sync.Silo.Storage.Postgres.Statement;

namespace Sync.Silo.Storage.Postgres;

/// <summary>Hints of several calls in one statement.</summary>
internal static class HintStatements
{
    public static Statement Put(IReadOnlyList<PutWork> works)
    {
        // Of a record hinted twice only the last counts, and one statement must not write a row twice.
        var hints = works.SelectMany(work => work.Hints.Select(hint => (work.Side, hint.Kind, hint.ExternalId))).Reverse().Distinct().Reverse().ToArray();
        return Of(
            WriteSql.PutHints,
            _ => { },
            Texts(hints.Select(hint => hint.Side.Name())),
            Texts(hints.Select(hint => hint.Kind)),
            Texts(hints.Select(hint => hint.ExternalId)));
    }

    public static Statement Remove(IReadOnlyList<RemoveWork> works)
    {
        var hints = works.SelectMany(work => work.Hints.Select(hint => (work.Side, work.Kind, Hint: hint))).ToArray();
        return Of(
            WriteSql.RemoveHints,
            _ => { },
            Texts(hints.Select(hint => hint.Side.Name())),
            Texts(hints.Select(hint => hint.Kind)),
            Texts(hints.Select(hint => hint.Hint.ExternalId)),
            Numbers(hints.Select(hint => hint.Hint.Number)));
    }
}
