namespace Sync.Grains;

/// <summary>What people told a pair and have not been answered: what waits, in order, and what was taken and is not durable yet.</summary>
internal sealed class Instructions
{
    private readonly Queue<Told> waiting = [];
    private readonly List<Told> taken = [];

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => waiting.Count == 0;

    /// <summary>Notes an instruction; the task is its answer.</summary>
    public Task<Instructed> Add(Instruction instruction)
    {
        var told = new Told(instruction, new TaskCompletionSource<Instructed>(TaskCreationOptions.RunContinuationsAsynchronously));
        waiting.Enqueue(told);
        return told.Answer.Task;
    }

    /// <summary>Takes what waited longest; it is answered by <see cref="Answer"/>.</summary>
    public Instruction Take()
    {
        taken.Add(waiting.Dequeue());
        return taken[^1].Instruction;
    }

    /// <summary>Answers everything taken.</summary>
    public void Answer(Instructed answer)
    {
        foreach (var told in taken)
            told.Answer.TrySetResult(answer);
        taken.Clear();
    }

    /// <summary>Answers everything, taken or not: there is no such pair.</summary>
    public void NotThere()
    {
        taken.AddRange(waiting);
        waiting.Clear();
        Answer(new Instructed.NotThere());
    }

    /// <summary>Tells everybody that nobody knows.</summary>
    public void CutOff(string reason, Exception? failure = null)
    {
        foreach (var told in taken.Concat(waiting))
            told.Answer.TrySetException(new CutOffException(reason, failure));
        taken.Clear();
        waiting.Clear();
    }

    private sealed record Told(Instruction Instruction, TaskCompletionSource<Instructed> Answer);
}
