using Interop.Cli.Demo.Checking;

namespace Interop.Cli.Demo.OneOrg.Check;

/// <summary>At the end: everything that was said is in the archive once and was heard once, and the archive is what was signed.</summary>
internal sealed class ArchiveChecks(CheckList list, OneOrgWorld world, PinnedArchive archive, Ledger ledger)
{
    /// <summary>At the beginning.</summary>
    public Task PinAsync(CancellationToken cancel) => list.RunAsync(
        "archive: keys pinned, an early checkpoint kept", async stop => $"{await archive.PinKeysAsync(stop)}; {await archive.KeepCheckpointAsync(stop)}", cancel);

    public async Task RunAsync(CancellationToken cancel)
    {
        await list.RunAsync("archive: everything that was said is in it, once", stop => ledger.CompleteInAsync(world.Admin, stop), cancel);
        await list.RunAsync("delivery: everybody got everything once", _ => Task.FromResult(ledger.HeardOnce()), cancel);
        await list.RunAsync("archive: verifies against the pinned keys and the earlier checkpoint", stop => archive.VerifyAsync([], stop), cancel);
    }
}
