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

    public async ValueTask DisposeAsync()
    {
        while (started.TryPop(out var part))
            await part.DisposeAsync();
    }
}
