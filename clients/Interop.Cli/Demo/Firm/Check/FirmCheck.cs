using Interop.Cli.Demo.Checking;
using Interop.Cli.Demo.Parts;

namespace Interop.Cli.Demo.Firm.Check;

/// <summary>demo --check --firm-only: a firm of any size at a server of its own, and what is in it.</summary>
internal sealed class FirmCheck(DemoFolder folder, FirmOptions options, TimeSpan max)
{
    public Task<int> RunAsync(CancellationToken interrupted) => new CheckRun(Console.Out, max, TimeProvider.System).RunAsync(
        FirmChecks.Start, stop => FirmWorld.StartAsync(folder, options, new ErrorLines(), stop), world => $"server {world.Server.Url}",
        (list, world, cancel) => new FirmChecks(list, options).RunAsync(world, cancel), interrupted);
}
