using System.Diagnostics;

namespace Sync.Reconciliation;

/// <summary>
/// The protocol of a pair: total, deterministic, pure. A step takes in one fact, then plans from the state alone what follows;
/// whatever order facts come in and wherever a crash cuts, the plan is made from what is known.
/// </summary>
public static class PairProtocol
{
    /// <summary>Takes one input and decides what follows.</summary>
    public static Decision Step(PairState state, Input input, Terms terms)
    {
        state = Rebasing.Under(state, terms.Pairing);
        var next = input switch
        {
            _ when Instructing.Check(state, input, terms) is not null => state,
            Input.Observed observed => Observing.Body(state, observed, terms),
            Input.Hint hint => Observing.Hint(state, hint),
            Input.Read read => AfterRead(Observing.Read(state, read, terms), read, terms),
            Input.Candidate candidate => Linking.Offered(state, candidate, terms),
            Input.CandidateRead read => Linking.CandidateRead(state, read, terms),
            Input.LookedAround around => Linking.LookedAround(state, around, terms.Pairing),
            Input.Found found when state[found.Side].Id is not null => Contesting.Found(state, found, terms.Pairing),
            Input.Found found when Sharing.IsSeeking(state, terms.Pairing) => Sharing.Found(state, found),
            Input.Found found => Creating.Found(state, found, terms),
            Input.Written written => Answering.Written(state, written, terms),
            Input.Granted granted => Deleting.Granted(state, granted),
            Input.IdTaken taken => Linking.IdTaken(state, taken, terms.Pairing),
            Input.KeyTaken taken => Linking.KeyTaken(state, taken, terms.Pairing),
            Input.Resolve resolve => Merging.Resolve(state, resolve),
            Input.Undo undo => Undoing.Undo(state, undo, terms),
            Input.TakeBack taken => TakingBack.Begin(state, taken),
            Input.Replay replay => Instructing.Replay(state, replay),
            Input.Refresh => Instructing.Refresh(state),
            Input.Unlink unlink => ByHand.Unlink(state, unlink),
            Input.Link link => ByHand.Link(state, link),
            Input.Lift lift => ByHand.Lift(state, lift),
            Input.Split split => ByHand.Split(state, split, terms),
            Input.Merge merge => ByHand.Merge(state, merge, terms),
            Input.Due due => Sharing.Due(Observing.Due(state, due), terms.Pairing),
            _ => throw new UnreachableException(),
        };
        return Planning.Plan(next, input.Now, terms);
    }

    /// <summary>A read may have been made for a person, for a record about to be taken, or for an open create.</summary>
    private static PairState AfterRead(PairState state, Input.Read read, Terms terms)
    {
        if (state.Scratch.Lifting is not null)
            return ByHand.LiftRead(state, read, terms);
        if (state.Scratch.TakingBack is not null)
            return TakingBack.Read(state, read, terms);
        if (state.Scratch.Taking is { OwnRead: false })
            return Linking.OwnRead(state, read);
        var target = read.Side.Other();
        return state[target].Intent is Intent.Create create && state.Scratch.CreateStage == CreateStage.ReadSource
            && read.Answer is not SideAnswer.Failed
            ? Creating.SourceRead(state, target, create, terms.Pairing)
            : state;
    }
}
