namespace Interop.Bridges.RealServers.Installation;

/// <summary>Brings everything that the demo and the tests need onto this machine; does nothing that is done already.</summary>
public static class Setup
{
    /// <summary>Tools, Synapse, Prosody, in this order.</summary>
    /// <param name="progress">Told each step: what is done, and what there was.</param>
    /// <param name="time">For waiting.</param>
    /// <param name="cancel">Stops it; a later run begins again where this one was.</param>
    /// <exception cref="ServerMissingException">Something is missing that only an administrator can get; the message has the command.</exception>
    public static async Task RunAsync(IProgress<string> progress, TimeProvider time, CancellationToken cancel)
    {
        await Requirements.GetAsync(Requirements.Servers, progress, time, cancel);
        var synapse = await SynapseInstallation.InstallAsync(progress, time, cancel);
        progress.Report($"Synapse {synapse.Version} is in {synapse.Place}");
        var prosody = await ProsodyInstallation.InstallAsync(progress, time, cancel);
        progress.Report($"Prosody is {prosody.Place}");
    }
}
