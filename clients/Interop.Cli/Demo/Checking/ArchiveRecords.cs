using System.Runtime.CompilerServices;
using System.Text.Json;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Content;

namespace Interop.Cli.Demo.Checking;

/// <summary>Reads the archive over the API.</summary>
internal static class ArchiveRecords
{
    public static async IAsyncEnumerable<ArchiveRecord> AllAsync(OcipClient client, [EnumeratorCancellation] CancellationToken cancel)
    {
        long? after = -1;
        while (after is { } index)
        {
            var page = await client.Archive.RecordsAsync(index, 500, cancel);
            foreach (var record in page.Records)
                yield return record;
            after = page.Next;
        }
    }

    public static string KindOf(ArchiveRecord record) => record.Record.GetProperty("kind").GetString() ?? "";

    /// <summary>Of events: message, edit, …</summary>
    public static string? TypeOf(ArchiveRecord record) =>
        record.Record.TryGetProperty("header", out var header) && header.TryGetProperty("type", out var type) ? type.GetString() : null;

    /// <summary>The plain text of a message or edit, or null.</summary>
    public static string? TextOf(ArchiveRecord record) =>
        record.Body is { } body && body.Content.ValueKind == JsonValueKind.Object && body.Content.TryGetProperty("part", out _)
            ? MessageText.PlainOf(body.Content.Deserialize(OcipJson.Default.MessageContent)!)
            : null;
}
