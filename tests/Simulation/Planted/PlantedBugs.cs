namespace Sync.Simulation;

/// <summary>All planted bugs: what each protocol rule is for, shown by what happens without it.</summary>
internal static partial class PlantedBugs
{
    private const string Observing = "grains/Reconciliation/Observing.cs";
    private const string Planning = "grains/Reconciliation/Planning.cs";
    private const string Answering = "grains/Reconciliation/Answering.cs";
    private const string Creating = "grains/Reconciliation/Creating.cs";
    private const string Linking = "grains/Reconciliation/Linking.cs";
    private const string Judging = "grains/Reconciliation/Judging.cs";
    private const string Combining = "grains/Reconciliation/Combining.cs";
    private const string Merging = "grains/Reconciliation/Merging.cs";
    private const string ByHand = "grains/Reconciliation/ByHand.cs";
    private const string Retracing = "grains/Reconciliation/Retracing.cs";
    private const string Deleting = "grains/Reconciliation/Deleting.cs";
    private const string PairLoop = "grains/Pairs/PairLoop.cs";
    private const string References = "grains/Pairs/References.cs";
    private const string ChangeRouter = "grains/Ingest/ChangeRouter.cs";
    private const string Auditing = "grains/Reconciliation/Auditing.cs";
    private const string SweepSettling = "grains/Sweeps/SweepSettling.cs";
    private const string FanOut = "grains/Ingest/FanOut.cs";
    private const string Sharing = "grains/Reconciliation/Sharing.cs";
    private const string Sweep = "grains/Sweeps/Sweep.cs";
    private const string IngestWindow = "grains/Ingest/IngestWindow.cs";

    public static PlantedBug[] All => [.. OfProtocol, .. ByPeople];

    private static readonly PlantedBug[] OfProtocol =
    [
        new("position gate off", "linked", "NoLostEdit Converged", new Swap(
            Observing,
            "side is { Ahead: false, Intent: null } && (side.Position is null || m.Position > side.Position)",
            "side is { Ahead: false, Intent: null }")),

        new("ahead-of-feed flag off", "linked", "NoLostEdit Converged NoLoop", new Swap(
            Observing,
            "mark is { } m && side is { Ahead: false, Intent: null } && (",
            "mark is { } m && side is { Intent: null } && (")),

        new("ahead ended by a read alone", "linked", "NoLostEdit Converged", new Swap(
            Observing,
            "ReadOwed = false, Retry = null, Ahead = true, Presence",
            "ReadOwed = false, Retry = null, Ahead = false, Presence")),

        new("intent committed after the write", "linked", "NoLostEdit Converged", new Swap(
            Planning,
            "new(state, state.Scratch.IsDirty ? CommitOf(state, now, terms) : null, Acknowledge: true, state.Scratch.Refused, ask);",
            """
            ask is Ask.Update
                        ? new(state, null, Acknowledge: false, state.Scratch.Refused, ask)
                        : new(state, state.Scratch.IsDirty ? CommitOf(state, now, terms) : null, Acknowledge: true, state.Scratch.Refused, ask);
            """)),

        new("second write after a mismatch without a new intent", "linked", "NoLostEdit", new Swap(
            Observing,
            "when isOther => Answering.CloseByOtherVersion(state, name, update, before, terms.Pairing, now)",
            "when isOther => state.With(name, state[name] with { Intent = update with { IfVersion = found.Version } })")),

        new("acknowledged when merely superseded", "linked", "NoLostEdit Converged", new Swap(
            PairLoop,
            "public void Note(ChangeEvent change) => noted.Add(change, context.Time.GetTimestamp());",
            """
            public void Note(ChangeEvent change)
                {
                    if (state is not null)
                        Acknowledge(Noted.Of(change, 0), refused: false);
                    noted.Add(change, context.Time.GetTimestamp());
                }
            """)),

        new("one acknowledgement stands for three pairings", "three", "Converged NoLostEdit", new Swap(
            IngestWindow,
            "if (!entry.Owes.Remove(pairing) || entry.Owes.Count > 0)\n            return;",
            "if (!entry.Owes.Remove(pairing))\n            return;\n        entry.Owes.Clear();")),

        new("one acknowledgement stands for all that share a record", "sharing", "OneForAll NoLostEditOfMany", new Swap(
            FanOut,
            "        waiting.Remove(pair);\n",
            "        waiting.Clear();\n        isLastPage = true;\n")),

        new("a page more of those that share a record is forgotten", "sharing", "OneForAll NoLostEditOfMany", new Swap(
            FanOut,
            "(last, isLastPage, IsOpen) = (page.Count > 0 ? page[^1].Pair : After, page.Count < size, true);",
            "(last, isLastPage, IsOpen) = (page.Count > 0 ? page[^1].Pair : After, true, true);")),

        new("one that shares a record does not look again when told of it", "sharing-deleted", "OneForAll NoStuckRow", new Swap(
            Sharing,
            "var seeking = state with { Scratch = state.Scratch with { SoughtUnder = null } };",
            "var seeking = state;")),

        new("who waits for others to share its record is not read", "sharing-deleted", "NoStuckRow", new Swap(
            Planning,
            "var isReadLater = terms.Pairing.Many != side\n                && state is",
            "var isReadLater = state is")),

        new("a sweep compares one of many that share a record", "sharing-swept", "OneForAll NoLostEditOfMany NoStuckRow", new Swap(
            Sweep,
            "Auditing.Compare(state, many, shown.Version, shown.Digest) is not null)",
            "false)")),

        new("half pair creates while a create it could answer is open", "unkeyed", "NoDouble NoLoop Converged", new Swap(
            Linking,
            "{ Counterpart: not null } or { CreateIsOpen: true } => WaitAndLookAgain",
            "{ Counterpart: not null } => WaitAndLookAgain")),

        new("redelivery to a remembered pair id", "keyed", "NoStuckRow NoLoop Converged",
            new Swap(
                ChangeRouter,
                "    /// <summary>Routes changes for the pairings their entries still owe.</summary>",
                "    private readonly Dictionary<string, PairId> remembered = [];\n"),
            new Swap(
                ChangeRouter,
                "if (looked[i].Holder is { } holder)",
                "if (looked[i].Holder is { } held)\n                remembered.TryAdd(change.Entry.ExternalId, held);\n            if (remembered.TryGetValue(change.Entry.ExternalId, out var holder))"),
            new Swap(
                ChangeRouter,
                "                    Hand(context, half.Id, change, handed, epoch, live, traceParent);",
                "                    remembered.TryAdd(change.Entry.ExternalId, half.Id);\n                    Hand(context, half.Id, change, handed, epoch, live, traceParent);")),

        new("unique violation taken for a stale row", "unkeyed", "NoStuckRow NoLoop Converged", new Swap(
            PairLoop,
            """
            return await new Holders(context.Store).OfAsync(taken.By, taken.Side) is { } holder
                                ? new Input.IdTaken(taken.Side, holder) { Now = now }
                                : new Input.Due { Now = now };
            """,
            "return Lost(\"The pair was changed elsewhere.\");")),

        new("«sent» not committed before the create", "vanishing", "NoRevival Converged NoLoop NoLostEdit ParkedForCause", new Swap(
            "grains/Reconciliation/PairStateCodec.cs",
            "new StoredCreate(c.Body, c.Sent, c.MissedAt, c.Key)",
            "new StoredCreate(c.Body, false, c.MissedAt, c.Key)")),

        new("intent closed without answer or another version", "linked", "NoLostEdit Converged", new Swap(
            Answering,
            "state.With(name, state[name] with { Intent = update with { Doubtful = true } }), name, unknown.Failure, now)",
            "state.With(name, state[name] with { Intent = null }), name, unknown.Failure, now)")),

        new("find before create off", "keyed", "NoStuckRow NoDouble Converged NoLoop", new Swap(
            Creating,
            "CreateStage.ReadSource or CreateStage.Find when CanFind(terms, target, state) &&",
            "CreateStage.ReadSource or CreateStage.Find when false &&")),

        new("absence taken for deletion", "rescanned", "NoLostRecord NoLostEdit Converged",
            new Swap(
                "grains/Ingest/FirstScan.cs",
                "window.Add(page, id, [context.Pairing.Name], time.GetUtcNow()), ChangeForm.Hint, null, null)).ToList();",
                "window.Add(page, id, [context.Pairing.Name], time.GetUtcNow()), ChangeForm.Tombstone, null, null)).ToList();"),
            new Swap(
                PairLoop,
                "ChangeForm.Hint or ChangeForm.Tombstone => new Input.Hint(newest.Side, newest.ExternalId) { Now = now },",
                """
                ChangeForm.Tombstone => new Input.Read(newest.Side, new SideAnswer.NotFound()) { Now = now },
                            ChangeForm.Hint => new Input.Hint(newest.Side, newest.ExternalId) { Now = now },
                """)),

        new("drop by version alone", "unconditional", "Converged NoLostEdit", new Swap(
            Observing,
            "&& seen.Mapped is Mapped.Good good && side.Digest == good.Digest;",
            ";")),

        new("normalised from a later read", "linked", "Converged NoLostEdit", new Swap(
            Answering,
            "if (ours.Count == 0)\n            return state;",
            "if (ours.Count >= 0)\n            return Normalise(Agree(state, update.Patch), name, update.Patch, default);")),

        new("quarantine not sticky", "manual", "OnlyPeopleDecide", new Swap(
            Judging,
            "if (state.Conflicts.TryGetValue(property.Name, out var conflict))",
            "if (state.Conflicts.TryGetValue(property.Name, out var conflict) && false)")),

        new("reference not awaited", "referring", "Converged NoLostEdit NoDangling", new Swap(
            References,
            "good with { Record = good.Record.Without(property), Awaits = good.Awaits.SetItem(property, externalId) }",
            "good with { Record = good.Record.Without(property) }")),

        new("barrier dropped after unlink", "unlinking", "NoRevival", new Swap(
            Planning,
            "if (state.Halt is { Status: PairStatus.Unlinked } && !Deleting.IsArchiving(state))\n            return Rest(state, now, terms);",
            "if (state.Halt is { Status: PairStatus.Unlinked })\n            return new Decision(state, CommitOf(state, now, terms) with { Purge = true }, Acknowledge: true, state.Scratch.Refused, null);")),

        new("idempotency key without generation", "restoring", "ParkedForCause Converged NoLoop NoLostEdit NoLostRecord", new Swap(
            Creating,
            "=> $\"{state.Id}/{state.Generation}\";",
            "=> $\"{state.Id}\";")),

        // There is none in the product: a side that tells changes by time needs a connector that reaches back.
        new("cursor overlap off", "clocked-without-overlap", "Converged NoLostEdit NoLostRecord"),

        new("lines merged whole", "lines", "NoLostEdit", new Swap(
            Combining,
            "(Value.Lines theirs, Value.Lines ours) when property.Key is not null =>",
            "(Value.Lines theirs, Value.Lines ours) when property.Key is not null && false =>")),

        new("decided inside lines, and nobody told", "lines", "NoLostEdit", new Swap(
            Merging,
            "outgoing.Where(sent => sent.Overruled is not null)",
            "outgoing.Where(sent => false)")),

        new("a set's removals forgotten", "sets", "NoLostEdit", new Swap(
            Combining,
            "own.Except(before.Except(now)).Concat(now.Except(before))",
            "own.Concat(now.Except(before))")),

        new("sum applied twice after a lost answer", "counting", "Counted", new Swap(
            Answering,
            "pairing.Properties.Where(p => p.Policy == ConflictPolicy.Sum)",
            "pairing.Properties.Where(p => false)")),

        new("two who counted as many taken for one", "counting", "Counted", new Swap(
            Judging,
            "if (property.AreEqual(crm, shop) && !HaveBothCounted(state, property))",
            "if (property.AreEqual(crm, shop))")),

        new("normalised value sent back", "coarse", "NotWorsened NoLoop NoLostEdit", new Swap(
            "grains/Reconciliation/PairState.cs",
            "=> Sides[side].Normalised[property] ?? Base[property];",
            "=> Base[property];")),

        new("archives by deleting", "archiving", "NoLostRecord", new Swap(
            Planning,
            "Intent.Archive archive => (state, new Ask.Archive(",
            "Intent.Archive archive => (state, new Ask.Delete(")),

        new("budget ignored", "budgeted", "BudgetHeld", new Swap(
            Planning,
            "Intent.Delete { Granted: false } => (state, new Ask.Grant(side, state.Generation)),",
            "")),

        new("an edit loses to a deletion, and nobody told", "delete-wins", "NoLostEdit", new Swap(
            Deleting,
            "if (wasEdited && terms.Pairing.AgainstEdit == AgainstEdit.DeleteWins)",
            "if (wasEdited && terms.Pairing.AgainstEdit == AgainstEdit.DeleteWins && false)")),

        new("waits for a side that is asked nothing any more", "moving", "StandsAsSaid", new Swap(
            Planning,
            "if (rested.Sides.Any(side => side.Retry is not null) && (Standing",
            "if (false && (Standing")),

        new("goes on outside where", "moving", "Paused", new Swap(
            Planning,
            "if (!state.Sides.Crm.InScope || !state.Sides.Shop.InScope)",
            "if (!state.Sides.Crm.InScope)")),

        new("oscillation not seen", "swinging", "NoLoop NoStuckRow", new Swap(
            "grains/Reconciliation/Swinging.cs",
            "private const int Most = 6;",
            "private const int Most = 6_000_000;")),

        new("rebase leaves what is unequal", "revised", "Converged", new Swap(
            Judging,
            "return new Verdict.Propagate(winner, \"first agreement\", Decided: true);",
            "return pairing.Revision > 1 ? new Verdict.Apart() : new Verdict.Propagate(winner, \"first agreement\", Decided: true);")),

        new("a write agreed before anybody saw what came of it", "moody", "NoLostEdit Converged Counted", new Swap(
            Answering,
            "state.Change(name, s => s with { Intent = update with { IsTaken = true,",
            "Taken(state, name, update, state[name].Seen, now).Change(name, s => s with { Intent = update with { Doubtful = true,")),

        new("a deletion that was refused taken for an edit", "moody", "NoRevival NoLostEdit", new Swap(
            Deleting,
            "what it shows now tells.\n            WriteOutcome.NotFound or WriteOutcome.VersionMismatch => Answering.Missed(state, name, now),",
            "what it shows now tells.\n            WriteOutcome.NotFound or WriteOutcome.VersionMismatch => Answering.Missed(state.Change(name, s => s with { Intent = null, Resisted = true }), name, now),")),

        new("a find believed before it can know", "lagging", "NoDouble Converged", new Swap(
            Creating,
            "is var believedAt && believedAt > now",
            "is var believedAt && believedAt > DateTimeOffset.MaxValue")),

        new("what was created is looked for by the key its source has by now", "rekeyed", "NoDouble", new Swap(
            Creating,
            "state[target].Intent is Intent.Create { Sent: true } sent ? sent.Key : state[target.Other()].MatchKey;",
            "state[target.Other()].MatchKey;")),
    ];
}
