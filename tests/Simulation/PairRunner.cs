using Sync.Grains;

namespace Sync.Simulation;

/// <summary>What the grain is to a pair's loop.</summary>
internal sealed class PairRunner(PairLoop loop, Action<Exception> failed)
{
    public PairLoop Loop => loop;

    public bool IsRunning { get; private set; }

    public void Note(ChangeEvent change)
    {
        loop.Note(change);
        Start();
    }

    public void Wake()
    {
        if (IsRunning)
            return;
        loop.Wake();
        Start();
    }

    public Task<Instructed> Instruct(Instruction instruction)
    {
        var answer = loop.InstructAsync(instruction);
        Start();
        return answer;
    }

    private async void Start()
    {
        if (IsRunning)
            return;
        IsRunning = true;
        try
        {
            await loop.RunAsync(CancellationToken.None);
        }
        catch (Exception failure)
        {
            failed(failure);
        }
        IsRunning = false;
    }
}
