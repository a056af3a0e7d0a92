namespace Interop.Cli.Bench.Proxy;

/// <summary>
/// The same load on two providers, of which one asks a compliance proxy in a process of its own on loopback. Both stand ready all the time and are loaded
/// in turns, so that what else the machine does falls on both alike.
/// </summary>
internal static class ProxyBench
{
    public static async Task<ProxyReport> RunAsync(ProxyOptions options, ProxyWorld inside, ProxyWorld beside, IProgress<string> progress, CancellationToken stop)
    {
        progress.Report($"people, rooms, and {options.WarmupPerSender * options.Pairs} messages of warm-up at each");
        foreach (var world in (ProxyWorld[])[inside, beside])
            await world.PrepareAsync(stop);
        progress.Report($"open loop: {options.Rate} messages each second, {options.Rounds} rounds of {options.RoundPerSender * options.Pairs} at each in turn");
        for (var round = 0; round < options.Rounds; round++)
        {
            await inside.OpenRoundAsync(round, stop);
            await beside.OpenRoundAsync(round, stop);
        }
        progress.Report($"closed loop: {options.Count} messages at each, {options.Window} under way for each of {options.Pairs} senders");
        await inside.ClosedAsync(stop);
        await beside.ClosedAsync(stop);
        progress.Report("all are killed, the archives verified offline");
        await inside.CheckAsync(stop);
        await beside.CheckAsync(stop);
        return new ProxyReport(options, inside, beside);
    }
}
