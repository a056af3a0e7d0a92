using System.Collections.Concurrent;

namespace Interop.Server.Media.Resumable;

/// <summary>
/// One request at a time for each file that comes in several. Who comes later ends who was there: a client that asks again has lost its connection, even
/// where the server has not found out yet.
/// </summary>
internal sealed class PartialTurns
{
    private readonly ConcurrentDictionary<string, Turn> turns = new(StringComparer.Ordinal);

    /// <summary>Ends whoever has the turn, waits until that has written down what came, and takes it; dispose of what is answered.</summary>
    public async Task<Turn> TakeAsync(string id, CancellationToken aborted)
    {
        while (true)
        {
            var own = new Turn(this, id, aborted);
            var there = turns.GetOrAdd(id, own);
            if (there == own)
                return own;
            own.Dispose();
            there.End();
            await there.Ended.WaitAsync(aborted);
        }
    }

    /// <summary>The right to write to a file, until it is disposed of.</summary>
    internal sealed class Turn(PartialTurns all, string id, CancellationToken aborted) : IDisposable
    {
        private readonly CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The client is gone, or somebody else wants the turn.</summary>
        public CancellationToken Stop => source.Token;

        public Task Ended => ended.Task;

        public void Dispose()
        {
            all.turns.TryRemove(new KeyValuePair<string, Turn>(id, this));
            ended.TrySetResult();
            source.Dispose();
        }

        internal void End()
        {
            try
            {
                source.Cancel();
            }
            catch (ObjectDisposedException)
            {
                return; // it has ended by itself
            }
        }
    }
}
