using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Preservation;

/// <summary>One server for the tests of a class: its archive has holds, which tests of other classes do not expect.</summary>
public sealed class HoldServer : IAsyncLifetime
{
    private Scene? scene;
    private int names;

    internal Scene Scene => scene ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() => scene = await Scene.OpenAsync();

    public async Task DisposeAsync() => await Scene.DisposeAsync();

    /// <summary>Makes the names of one test's people differ from another's.</summary>
    internal string Suffix() => $"-{Interlocked.Increment(ref names)}";
}
