using System.Globalization;
using System.Text;
using Interop.Cli.Bench;
using Interop.Client;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Archive.Backup;

/// <summary>
/// Tries a backup as it would be needed: a server of its own is started on what was restored, reading only, and asked what officers ask; then its
/// log is compared with the live one.
/// </summary>
/// <param name="backup">What was restored.</param>
/// <param name="folder">Where to.</param>
/// <param name="keyFolder">Where the keys are that encrypt the archive; null for the restored folder's own.</param>
/// <param name="live">The live server's client, and its token, which the restored server knows too.</param>
internal sealed class Drill(BackupFolder backup, string folder, string? keyFolder, (OcipClient Client, string Token) live)
{
    private const int PageRecords = 100;
    private const int Pages = 10;

    /// <summary>What was found, a line each.</summary>
    public List<string> Found { get; } = [];

    /// <exception cref="InvalidDataException">Something is not as it should be; the message says what.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        // The log of a proxy of its own is {provider}/p/{name}.
        var named = backup.Log.Split('/');
        if (!ProviderName.TryParse(named[0], out var provider) || named is not ([_, "archive"] or [_, "p", _]))
            throw new UsageException($"this is the archive neither of a provider nor of a proxy: {RecordText.Printable(backup.Log)}");
        string[] options = ["--read-only", .. named.Length == 3 ? ["--role", "proxy", "--proxy-name", named[2]] : Array.Empty<string>(), .. keyFolder is null ? Array.Empty<string>() : ["--key-folder", keyFolder]];
        await using var server = await OwnServer.ResumeAsync(folder, provider.Value, options, stop);
        using var restored = new OcipClient(server.Address, live.Token);
        if (await restored.Archive.CheckpointAsync(stop) != backup.Checkpoint)
            throw new InvalidDataException("the restored server's checkpoint is not the backup's");
        Found.Add($"a server on it answers, with the backup's checkpoint over {backup.Records.ToString("N0", CultureInfo.InvariantCulture)} records");
        await ReadAsync(restored, stop);
        await CompareAsync(stop);
    }

    /// <summary>Bodies can be opened with the keys that there are: a sample spread over the log.</summary>
    private async Task ReadAsync(OcipClient restored, CancellationToken stop)
    {
        var (records, bodies) = (0, 0);
        for (long from = 0; from < backup.Records; from += Math.Max(PageRecords, backup.Records / Pages))
        {
            foreach (var record in (await restored.Archive.RecordsAsync(from - 1, PageRecords, stop)).Records)
            {
                records++;
                bodies += record.Body is null ? 0 : 1;
            }
        }
        Found.Add(string.Create(CultureInfo.InvariantCulture, $"{records:N0} records spread over the log were read through its API, {bodies:N0} with their bodies"));
    }

    /// <summary>What was restored is a beginning of the live log.</summary>
    private async Task CompareAsync(CancellationToken stop)
    {
        var note = await live.Client.Archive.CheckpointAsync(stop);
        if (backup.Keys.FaultOf(note, out var head) is { } fault)
            throw new InvalidDataException($"the live log's checkpoint {fault}");
        if (backup.Keys.FaultOf(backup.Checkpoint, out var restored) is { } own)
            throw new InvalidDataException($"the backup's checkpoint {own}");
        if (head.Size < restored.Size)
            throw new InvalidDataException($"the live log has {head.Size} records, fewer than the backup");
        if (head.Size > restored.Size)
        {
            var proof = await live.Client.Archive.ConsistencyAsync(restored.Size, head.Size, stop);
            byte[][] path = [.. proof.Path.Select(hash => Convert.FromBase64String(Padded(hash)))];
            if (!MerkleTree.VerifyConsistency(restored.Size, head.Size, restored.Root, head.Root, path))
                throw new InvalidDataException("the live log does not continue the backup's");
        }
        else if (!head.Root.AsSpan().SequenceEqual(restored.Root))
            throw new InvalidDataException("the live log has another root at the backup's size");
        Found.Add(string.Create(CultureInfo.InvariantCulture, $"the live log, now {head.Size:N0} records, continues it (consistency proof)"));
    }

    private static string Padded(string base64Url)
    {
        var text = new StringBuilder(base64Url).Replace('-', '+').Replace('_', '/');
        return text.Append('=', (4 - (text.Length % 4)) % 4).ToString();
    }
}
