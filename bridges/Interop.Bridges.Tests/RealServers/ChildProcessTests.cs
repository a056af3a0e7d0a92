using System.Diagnostics;
using Interop.Bridges.RealServers.Processes;
using Xunit;

namespace Interop.Bridges.Tests.RealServers;

/// <summary>Servers that tests start end with the tests, however those end.</summary>
public sealed class ChildProcessTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private readonly string folder = Directory.CreateTempSubdirectory("interop-child-").FullName;

    [Fact]
    public async Task Child_IsKilledByTheKernel_WhenItsParentIsKilled()
    {
        // A shell stands in for the test process: it starts a child by the same command line and is then killed.
        var wrapped = ChildProcess.Wrapped(new Command("sleep", ["300"], []), Path.Combine(folder, "log"));
        var parent = Process.Start(new ProcessStartInfo("sh", ["-c", "\"$@\" & echo $!; wait", "sh", "setpriv", .. wrapped]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var child = int.Parse((await parent.StandardOutput.ReadLineAsync())!);
        Assert.True(IsAlive(child));
        await Waiting.UntilAsync(_ => Task.FromResult(NameOf(child) == "sleep"), Soon, () => $"the child is {NameOf(child)}", TimeProvider.System, default);

        parent.Kill();

        await Waiting.UntilAsync(_ => Task.FromResult(!IsAlive(child)), Soon, () => "the child lives on", TimeProvider.System, default);
    }

    [Fact]
    public async Task Stop_EndsInAnOrderlyWay_WhenTheProgramListens()
    {
        await using var child = await ChildProcess.StartAsync(new Command("sh", ["-c", "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done"], []), Path.Combine(folder, "log"), TimeProvider.System);
        await Waiting.UntilAsync(_ => Task.FromResult(child.LogEnd().Contains("up", StringComparison.Ordinal)), Soon, () => child.LogEnd(), TimeProvider.System, default);

        await child.StopAsync(Soon);

        Assert.True(child.HasExited);
        Assert.Contains("bye", child.LogEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_Kills_WhenTheProgramDoesNotListen()
    {
        await using var child = await ChildProcess.StartAsync(new Command("sh", ["-c", "trap '' TERM; while :; do sleep 0.05; done"], []), Path.Combine(folder, "log"), TimeProvider.System);

        await child.StopAsync(TimeSpan.FromMilliseconds(200));

        Assert.True(child.HasExited);
    }

    [Fact]
    public void Ports_AreNeverGivenTwice_Always()
    {
        var ports = Enumerable.Range(0, 50).Select(_ => FreePort.Take()).ToArray();

        Assert.Equal(ports.Length, ports.Distinct().Count());
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // A dead child that nobody has waited for yet is a zombie: state Z.
    private static bool IsAlive(int process) => File.Exists($"/proc/{process}/stat") && !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);

    private static string NameOf(int process) => File.ReadAllText($"/proc/{process}/comm").Trim();
}
