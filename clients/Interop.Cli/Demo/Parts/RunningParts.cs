namespace Interop.Cli.Demo.Parts;

/// <summary>What was started, ended in the other order.</summary>
internal sealed class RunningParts : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> started = new();

    public T Add<T>(T part)
        where T : IAsyncDisposable
    {
        started.Push(part);
        return part;
    }

    /// <summary>Something that starts beside the rest: once it has, it is ended like the others.</summary>
    public Task<T> AddLater<T>(Task<T> starting)
        where T : IAsyncDisposable
    {
        started.Push(new Later<T>(starting));
        return starting;
    }

    public async ValueTask DisposeAsync()
    {
        while (started.TryPop(out var part))
            await part.DisposeAsync();
    }

    private sealed class Later<T>(Task<T> starting) : IAsyncDisposable
        where T : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            // What did not start has ended by itself, and whoever waited for it knows why.
            await ((Task)starting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (starting.IsCompletedSuccessfully)
                await (await starting).DisposeAsync();
        }
    }
}
