using System.Text.Json;
using Interop.Cli.Verification;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;

namespace Interop.Cli.Archive;

/// <summary>The archive of a data folder, offline. What is sealed stays so here too.</summary>
internal sealed class FolderSource(DataFolder folder) : IArchiveSource
{
    public Task<long> SizeAsync(CancellationToken stop) => Task.FromResult(folder.Count());

    public IAsyncEnumerable<ArchiveRecord> ReadAsync(long after, CancellationToken stop) => folder.Records(after).Select(View).ToAsyncEnumerable();

    public Task<ArchiveRecord?> FindAsync(long index, CancellationToken stop) =>
        Task.FromResult(folder.Records(index - 1).Take(1).Where(row => row.Leaf == index).Select(View).FirstOrDefault());

    public void Dispose() => folder.Dispose();

    private ArchiveRecord View(LogRow row)
    {
        using var record = JsonDocument.Parse(row.Record);
        var isSealed = row.Body is not null && folder.IsSealed(row.Leaf);
        return new ArchiveRecord
        {
            Index = row.Leaf,
            Record = record.RootElement.Clone(),
            Body = row.Body is null || isSealed ? null : JsonSerializer.Deserialize(row.Body, OcipJson.Default.EventBody),
            BodyAbsent = isSealed ? "sealed" : row.IsClosed ? "no key here" : row.Body is null && row.Kind == "refusal" ? "notKept" : null,
        };
    }
}
