using System.Text.Json;
using Interop.Cli.Demo.Parts;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.Signatures;

namespace Interop.Cli.Demo.Checking;

/// <summary>An archive, and what an auditor writes down of it at the beginning and keeps elsewhere: its keys and a checkpoint.</summary>
/// <param name="name">For the files.</param>
/// <param name="data">Its data folder.</param>
/// <param name="reader">Scope archive.</param>
/// <param name="folder">Where the files are put.</param>
/// <param name="time">The clock.</param>
internal sealed class PinnedArchive(string name, string data, OcipClient reader, DemoFolder folder, TimeProvider time)
{
    private static readonly TimeSpan VerifyMax = TimeSpan.FromMinutes(2);

    public string Data => data;

    /// <summary>Reads it over the API.</summary>
    public OcipClient Reader => reader;

    public string KeysFile => folder.At($"{name}-pinned-keys.json");

    /// <summary>After <see cref="PinKeysAsync"/>.</summary>
    public JsonWebKeySet Keys { get; private set; } = new([]);

    private string CheckpointFile => folder.At($"{name}-earlier-checkpoint.txt");

    public async Task<string> PinKeysAsync(CancellationToken cancel)
    {
        Keys = await reader.KeysAsync(cancel);
        await File.WriteAllTextAsync(KeysFile, JsonSerializer.Serialize(Keys, OcipJson.Default.JsonWebKeySet), cancel);
        return $"{name}: {Keys.Keys.Length} keys";
    }

    /// <summary>As soon as there is a record.</summary>
    public async Task<string> KeepCheckpointAsync(CancellationToken cancel)
    {
        var checkpoint = await reader.Archive.CheckpointAsync(cancel);
        await File.WriteAllTextAsync(CheckpointFile, checkpoint, cancel);
        return $"{checkpoint.Split('\n')[0]}, {checkpoint.Split('\n')[1]} records";
    }

    /// <summary>By the offline verifier, which has no code of the server.</summary>
    /// <param name="more">Further options of it.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>What it printed, in one line.</returns>
    public async Task<string> VerifyAsync(IEnumerable<string> more, CancellationToken cancel)
    {
        var printed = await DemoPrograms.Cli(["archive", "verify", "--data", data, "--key", KeysFile, "--checkpoint", CheckpointFile, .. more]).RunAsync(VerifyMax, time, cancel);
        return string.Join(' ', printed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
