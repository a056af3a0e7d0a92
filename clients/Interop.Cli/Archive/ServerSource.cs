using System.Globalization;
using System.Runtime.CompilerServices;
using Interop.Client;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Decisions;

namespace Interop.Cli.Archive;

/// <summary>The archive over the API (scope archive).</summary>
internal sealed class ServerSource(OcipClient client) : IArchiveSource
{
    private const int PageRecords = 250;

    public async Task<long> SizeAsync(CancellationToken stop)
    {
        string[] lines;
        try
        {
            lines = (await client.Archive.CheckpointAsync(stop)).Split('\n');
        }
        catch (OcipProblemException refusal) when (refusal.Problem.Code == DecisionCodes.NotFound.Code)
        {
            // There is no head of a log that has no record.
            return 0;
        }
        // The second line of a signed head (C2SP tlog-checkpoint). Who wants proof uses verify.
        return lines.Length > 1 && long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? size
            : throw new InvalidDataException("the server's checkpoint is not a checkpoint");
    }

    public async IAsyncEnumerable<ArchiveRecord> ReadAsync(long after, [EnumeratorCancellation] CancellationToken stop)
    {
        for (long? next = after; next is { } from;)
        {
            var page = await client.Archive.RecordsAsync(from, PageRecords, stop);
            foreach (var record in page.Records)
                yield return record;
            next = page.Next;
        }
    }

    public async Task<ArchiveRecord?> FindAsync(long index, CancellationToken stop)
    {
        try
        {
            return await client.Archive.RecordAsync(index, stop);
        }
        catch (OcipProblemException refusal) when (refusal.Problem.Code == DecisionCodes.NotFound.Code)
        {
            return null;
        }
    }

    public void Dispose() => client.Dispose();
}
