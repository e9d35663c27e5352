namespace Sync.Silo.Storage;

/// <summary>The answer that a caller waits for: known first, handed out once it is durable.</summary>
internal sealed class Promise<T>
{
    // Callers go on elsewhere, never on the lane's loop.
    private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The answer as far as it is known.</summary>
    public T? Known { get; set; }

    /// <summary>The answer, or the failure.</summary>
    public Task<T> Answered => answer.Task;

    /// <summary>Hands out what is known; does nothing once failed.</summary>
    public void Answer() => answer.TrySetResult(Known!);

    /// <summary>Fails; does nothing once answered or failed.</summary>
    public void Fail(Exception failure) => answer.TrySetException(failure);
}
