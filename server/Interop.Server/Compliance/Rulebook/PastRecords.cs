using Dapper;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Storage;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>Which records of the log are of the last days.</summary>
internal sealed class PastRecords(Database database, AppendLog log)
{
    /// <summary>Records of a page.</summary>
    public const int PageRecords = 500;

    /// <summary>The first record at or after a time, and the one after the last.</summary>
    public (long First, long End) Since(DateTimeOffset from)
    {
        var at = WireTime.Format(from);
        // The log's times never go back, so that its first record of a time is found by halving.
        var (low, high) = (0L, log.Committed);
        var end = high;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var time = database.Read(c => c.QuerySingleOrDefault<string?>("SELECT json_extract(CAST(record AS TEXT), '$.at') FROM records WHERE leaf=@middle", new { middle }));
            if (string.CompareOrdinal(time, at) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        return (low, end);
    }
}
