namespace Sync.Silo.Storage.Postgres;

/// <summary>
/// This silo has been declared dead by the others and commits nothing any more; its pairs are served elsewhere. Trying again is of no
/// use: the process has to end.
/// </summary>
internal sealed class FencedException(string message, Exception inner) : Exception($"This silo was declared dead: {message}", inner);
