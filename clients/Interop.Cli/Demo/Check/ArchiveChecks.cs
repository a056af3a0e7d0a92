using System.Text.Json;

namespace Interop.Cli.Demo.Check;

/// <summary>At the end: everything that was said is in the archive once and was heard once, and the archive is what was signed.</summary>
internal sealed class ArchiveChecks(CheckList list, DemoWorld world, DemoFolder folder, Ledger ledger, TimeProvider time)
{
    private static readonly TimeSpan VerifyMax = TimeSpan.FromMinutes(2);

    private string KeysFile => folder.At("pinned-keys.json");

    private string CheckpointFile => folder.At("earlier-checkpoint.txt");

    /// <summary>At the beginning: what an auditor writes down and keeps elsewhere.</summary>
    public Task PinAsync(CancellationToken cancel) => list.RunAsync("archive: keys pinned, an early checkpoint kept", async stop =>
    {
        var keys = await world.Admin.KeysAsync(stop);
        await File.WriteAllTextAsync(KeysFile, JsonSerializer.Serialize(keys, Protocol.OcipJson.Default.JsonWebKeySet), stop);
        var checkpoint = await world.Admin.Archive.CheckpointAsync(stop);
        await File.WriteAllTextAsync(CheckpointFile, checkpoint, stop);
        return $"{keys.Keys.Length} keys; {checkpoint.Split('\n')[0]}, {checkpoint.Split('\n')[1]} records";
    }, cancel);

    public async Task RunAsync(CancellationToken cancel)
    {
        await list.RunAsync("archive: everything that was said is in it, once", CompleteAsync, cancel);
        await list.RunAsync("delivery: everybody got everything once", _ => Task.FromResult(Once()), cancel);
        await list.RunAsync("archive: verifies against the pinned keys and the earlier checkpoint", VerifyAsync, cancel);
    }

    private async Task<string> CompleteAsync(CancellationToken cancel)
    {
        var texts = new Dictionary<(string Type, string Text), int>();
        var records = 0;
        await foreach (var record in ArchiveRecords.AllAsync(world.Admin, cancel))
        {
            records++;
            if (ArchiveRecords.TypeOf(record) is { } type && ArchiveRecords.TextOf(record) is { } text)
                texts[(type, text)] = texts.GetValueOrDefault((type, text)) + 1;
        }
        var wrong = ledger.Said.Where(s => texts.GetValueOrDefault(s) != 1).Select(s => $"{texts.GetValueOrDefault(s)} times: {s.Type} '{Short(s.Text)}'").ToArray();
        CheckFailedException.Unless(wrong.Length == 0, string.Join("; ", wrong));
        return $"{ledger.Said.Count} messages and edits among {records} records";
    }

    private string Once()
    {
        var wrong = new List<string>();
        var count = 0;
        foreach (var (seat, text) in ledger.Heard)
        {
            count++;
            var times = seat.Texts.Count(t => t == text);
            if (times != 1)
                wrong.Add($"{seat.Who} got '{Short(text)}' {times} times");
        }
        CheckFailedException.Unless(wrong.Count == 0, string.Join("; ", wrong));
        return $"{count} deliveries";
    }

    private async Task<string> VerifyAsync(CancellationToken cancel)
    {
        var printed = await DemoPrograms.Cli("archive", "verify", "--data", folder.Server, "--key", KeysFile, "--checkpoint", CheckpointFile).RunAsync(VerifyMax, time, cancel);
        return printed.Trim().ReplaceLineEndings(" ");
    }

    private static string Short(string text) => text.Length > 50 ? text[^50..] : text;
}
