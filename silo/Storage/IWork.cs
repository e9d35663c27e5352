namespace Sync.Silo.Storage;

/// <summary>A call on its way through a <see cref="Lane{TWork}"/>: run with others, then answered, or failed.</summary>
internal interface IWork
{
    /// <summary>Hands the result out; does nothing once failed.</summary>
    void Answer();

    /// <summary>Fails the call; does nothing once answered or failed.</summary>
    void Fail(Exception cause);
}
