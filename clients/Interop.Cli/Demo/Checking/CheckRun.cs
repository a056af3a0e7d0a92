namespace Interop.Cli.Demo.Checking;

/// <summary>An unattended demo: starts a world, lets checks use it, ends it. Ends in bounded time.</summary>
internal sealed class CheckRun(TextWriter output, TimeSpan max, TimeProvider time)
{
    /// <param name="name">Of the first check: the start.</param>
    /// <param name="start">Brings the world up.</param>
    /// <param name="describe">What is worth knowing of it.</param>
    /// <param name="check">Everything else.</param>
    /// <param name="interrupted">Ends the run.</param>
    public async Task<int> RunAsync<TWorld>(
        string name, Func<CancellationToken, Task<TWorld>> start, Func<TWorld, string> describe, Func<CheckList, TWorld, CancellationToken, Task> check, CancellationToken interrupted)
        where TWorld : class, IAsyncDisposable
    {
        using var late = new CancellationTokenSource(max, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, interrupted);
        var list = new CheckList(output, time);
        TWorld? world = null;
        try
        {
            var begun = await list.RunAsync(name, async stop =>
            {
                world = await start(stop);
                return describe(world);
            }, either.Token);
            if (begun)
                await check(list, world!, either.Token);
        }
        finally
        {
            if (world is not null)
                await world.DisposeAsync();
        }
        interrupted.ThrowIfCancellationRequested();
        await list.SumUpAsync();
        return list.Failed == 0 ? Run.Done : Run.Failed;
    }
}
