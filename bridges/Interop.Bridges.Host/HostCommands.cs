using System.CommandLine;
using Interop.Bridges.Connectors;

namespace Interop.Bridges.Host;

/// <summary>The commands of the bridge process: run, and what each connector prepares for its native server.</summary>
internal static class HostCommands
{
    /// <summary>Exit code when the settings are wrong.</summary>
    public const int BadSettings = 2;

    public static RootCommand Root(IReadOnlyList<IConnectorFactory> factories)
    {
        var config = new Option<FileInfo>("--config", "-c")
        {
            Description = "Settings file (JSON).", DefaultValueFactory = _ => new FileInfo("bridge.json"), Recursive = true,
        };
        var root = new RootCommand("Runs bridges between an OCIP server and other chat networks.") { config };
        root.Add(Run(config, factories));
        foreach (var verb in factories.OfType<ISetupCommand>().GroupBy(f => f.Verb))
            root.Add(Setup(verb.Key, [.. verb], config));
        return root;
    }

    private static Command Run(Option<FileInfo> config, IReadOnlyList<IConnectorFactory> factories)
    {
        var run = new Command("run", "Runs the connectors of the settings file until it is told to stop.");
        run.SetAction((parsed, cancellationToken) => Explained(async () =>
            await BridgeRunner.RunAsync(HostSettings.Read(SettingsFile.Load(parsed.GetRequiredValue(config)), factories), cancellationToken)));
        return run;
    }

    private static Command Setup(string verb, IReadOnlyList<ISetupCommand> commands, Option<FileInfo> config)
    {
        var folder = new Option<DirectoryInfo>("--out", "-o") { Description = "Folder for the files.", DefaultValueFactory = _ => new DirectoryInfo(".") };
        var force = new Option<bool>("--force") { Description = "Replace files that are there already." };
        var parent = new Command(verb, commands[0].Explanation);
        foreach (var setup in commands)
        {
            var network = ((IConnectorFactory)setup).Network;
            var command = new Command(network, setup.Explanation) { folder, force };
            command.SetAction((parsed, _) => Explained(() =>
            {
                var section = SettingsFile.Load(parsed.GetRequiredValue(config)).GetSection($"connectors:{network}");
                SetupFiles.Write(network, setup.Prepare(section), parsed.GetRequiredValue(folder), parsed.GetValue(force), Console.Out);
                return Task.FromResult(0);
            }));
            parent.Add(command);
        }
        return parent;
    }

    /// <summary>Wrong settings end in one message that says what to do, not in a stack trace.</summary>
    private static async Task<int> Explained(Func<Task<int>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception exception) when (exception is ConnectorSettingsException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return BadSettings;
        }
    }
}
