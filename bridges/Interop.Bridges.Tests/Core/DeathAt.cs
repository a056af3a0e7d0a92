using Interop.Bridges.Storage;

namespace Interop.Bridges.Tests.Core;

/// <summary>A process that dies before, or right after, a durable step: from that moment on nothing reaches the disk any more.</summary>
internal sealed class DeathAt
{
    private readonly TaskCompletionSource died = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DeathAt(string step, bool before) => Points = new FaultPoints
    {
        BeforeStep = name => DieIf(died.Task.IsCompleted || (before && name == step)),
        AfterStep = name => DieIf(died.Task.IsCompleted || (!before && name == step)),
    };

    public FaultPoints Points { get; }

    public Task Died => died.Task;

    private void DieIf(bool now)
    {
        if (!now)
            return;
        died.TrySetResult();
        throw new IOException("the process died here");
    }
}
