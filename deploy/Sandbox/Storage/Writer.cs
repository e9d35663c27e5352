using System.Threading.Channels;

namespace Sync.Sandbox.Storage;

/// <summary>
/// The one writer of a side. Writes queue up and are committed in groups, so that many callers share one flush to disk;
/// each is answered only after its group is durable.
/// </summary>
internal sealed class Writer : IAsyncDisposable
{
    private const int LargestGroup = 256;

    private readonly Channel<Pending> _queue = Channel.CreateBounded<Pending>(
        new BoundedChannelOptions(10_000) { SingleReader = true });

    private readonly SideDatabase _database;
    private readonly WriteSession _session;
    private readonly Task _loop;
    private long _committedSeq;

    public Writer(SideDatabase database)
    {
        _database = database;
        _session = new WriteSession(database);
        _committedSeq = _session.LastSeq;
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>The place of the newest committed change.</summary>
    public long CommittedSeq => Interlocked.Read(ref _committedSeq);

    /// <summary>Told after every commit what it changed, in order; must not block.</summary>
    public event Action<IReadOnlyList<RecordChange>>? Committed;

    /// <summary>
    /// Runs a write inside the next transaction and answers once that is durable. A write that means to refuse throws
    /// before it has changed anything; its neighbours in the group go on.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<WriteSession, T> write)
    {
        var pending = new Pending<T>(write);
        await _queue.Writer.WriteAsync(pending);
        return await pending.Result;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        _session.Dispose();
    }

    private async Task LoopAsync()
    {
        var group = new List<Pending>(LargestGroup);
        try
        {
            while (await _queue.Reader.WaitToReadAsync())
            {
                while (group.Count < LargestGroup && _queue.Reader.TryRead(out var pending)) group.Add(pending);
                CommitGroup(group);
                group.Clear();
            }
        }
        finally
        {
            // Should even rolling back fail, later writes are refused and not left waiting.
            _queue.Writer.TryComplete();
        }
    }

    private void CommitGroup(List<Pending> group)
    {
        try
        {
            _session.Run("BEGIN IMMEDIATE");
            _session.Begun();
            foreach (var pending in group) pending.Run(_session);
            _session.Run("COMMIT");
        }
        // Anything the disk or the database can throw: the whole group fails, and the writer lives on.
        catch (Exception failure)
        {
            foreach (var pending in group) pending.Fail(failure);
            RollBack();
            return;
        }
        Interlocked.Exchange(ref _committedSeq, _session.LastSeq);
        if (_session.Changes.Count > 0) Committed?.Invoke([.. _session.Changes]);
        foreach (var pending in group) pending.Answer();
    }

    private void RollBack()
    {
        try
        {
            using var command = _database.Writing.CreateCommand();
            command.CommandText = "ROLLBACK";
            command.ExecuteNonQuery();
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // SQLite rolls some failures back by itself; then there is nothing left to undo.
        }
        _session.Reload();
    }

    private abstract class Pending
    {
        public abstract void Run(WriteSession session);

        public abstract void Answer();

        public abstract void Fail(Exception failure);
    }

    private sealed class Pending<T>(Func<WriteSession, T> write) : Pending
    {
        private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _value;
        private Http.RefusedException? _refusal;

        public Task<T> Result => _result.Task;

        public override void Run(WriteSession session)
        {
            try
            {
                _value = write(session);
            }
            catch (Http.RefusedException refusal)
            {
                _refusal = refusal;
            }
        }

        public override void Answer()
        {
            if (_refusal is not null) _result.TrySetException(_refusal);
            else _result.TrySetResult(_value!);
        }

        public override void Fail(Exception failure) => _result.TrySetException(failure);
    }
}
