using System.Text;
using System.Text.Json;
using Interop.Cli.Demo.Checking;
using Xunit;

namespace Interop.Cli.Tests.Demo;

/// <summary>What an unattended demo prints and answers, whatever its checks do.</summary>
public sealed class CheckRunTests
{
    private readonly StringBuilder printed = new();

    [Fact]
    public async Task AllHold_IsDone_AndEachCheckHasALine()
    {
        var world = new World();
        Assert.Equal(0, await RunAsync(world, async list => await list.RunAsync("holds", _ => Task.FromResult("as it should"), CancellationToken.None)));
        Assert.Equal([("start", true, "up"), ("holds", true, "as it should")], Lines());
        Assert.EndsWith("2 passed, 0 failed\n", printed.ToString(), StringComparison.Ordinal);
        Assert.True(world.IsGone);
    }

    [Fact]
    public async Task OneFails_TheOthersAreTried_AndTheRunFails()
    {
        var world = new World();
        Assert.Equal(1, await RunAsync(world, async list =>
        {
            Assert.False(await list.RunAsync("fails", _ => throw new CheckFailedException("bob got it"), CancellationToken.None));
            Assert.False(await list.RunAsync("breaks", _ => throw new IOException("gone"), CancellationToken.None));
            Assert.True(await list.RunAsync("holds", _ => Task.FromResult(""), CancellationToken.None));
        }));
        var lines = Lines();
        Assert.Equal([true, false, false, true], lines.Select(l => l.Ok));
        Assert.Equal("bob got it", lines[1].Detail);
        Assert.Contains("IOException: gone", lines[2].Detail, StringComparison.Ordinal);
        Assert.EndsWith("2 passed, 2 failed\n", printed.ToString(), StringComparison.Ordinal);
        Assert.True(world.IsGone);
    }

    [Fact]
    public async Task WorldThatDoesNotStart_FailsWithoutFurtherChecks()
    {
        var run = new CheckRun(new StringWriter(printed), TimeSpan.FromMinutes(1), TimeProvider.System);
        Assert.Equal(1, await run.RunAsync<World>("start", _ => throw new TimeoutException("Synapse does not answer"), _ => "up", (_, _, _) => throw new InvalidOperationException("no world"), CancellationToken.None));
        Assert.Equal([("start", false, "Synapse does not answer")], Lines());
    }

    private Task<int> RunAsync(World world, Func<CheckList, Task> checks) =>
        new CheckRun(new StringWriter(printed), TimeSpan.FromMinutes(1), TimeProvider.System).RunAsync("start", _ => Task.FromResult(world), _ => "up", (list, _, _) => checks(list), CancellationToken.None);

    private (string Check, bool Ok, string Detail)[] Lines() =>
        [.. printed.ToString().Split('\n').Where(l => l.StartsWith('{')).Select(l => JsonDocument.Parse(l).RootElement)
            .Select(l => (l.GetProperty("check").GetString()!, l.GetProperty("ok").GetBoolean(), l.GetProperty("detail").GetString()!))];

    private sealed class World : IAsyncDisposable
    {
        public bool IsGone { get; private set; }

        public ValueTask DisposeAsync()
        {
            IsGone = true;
            return ValueTask.CompletedTask;
        }
    }
}
