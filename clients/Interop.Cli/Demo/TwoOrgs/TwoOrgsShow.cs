using Interop.Cli.Demo.Parts;

namespace Interop.Cli.Demo.TwoOrgs;

/// <summary>demo --two-orgs for people.</summary>
internal sealed class TwoOrgsShow(DemoFolder folder, TimeProvider time)
{
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        await using var world = await TwoOrgsWorld.StartAsync(folder, new ErrorLines(), time, cancel);
        return Run.Done;
    }
}
