using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>One server for all tests that do not restart it or change what is common to everybody. They run one after the other.</summary>
public sealed class RealServer : IAsyncLifetime
{
    private Scene? scene;
    private int names;

    internal Scene Scene => scene ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() => scene = await Scene.OpenAsync();

    public async Task DisposeAsync()
    {
        if (scene is not null)
            await scene.DisposeAsync();
    }

    /// <summary>Makes the names of one test's people differ from another's.</summary>
    internal string Suffix() => $"-{Interlocked.Increment(ref names)}";
}
