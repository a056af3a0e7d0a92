using Interop.Protocol.ArchiveApi;

namespace Interop.Cli.Archive;

/// <summary>Where records are read from.</summary>
internal interface IArchiveSource : IDisposable
{
    /// <summary>Number of records.</summary>
    Task<long> SizeAsync(CancellationToken stop);

    /// <summary>Records after an index, in order, to the end.</summary>
    IAsyncEnumerable<ArchiveRecord> ReadAsync(long after, CancellationToken stop);

    /// <summary>One record, or null when there is none.</summary>
    Task<ArchiveRecord?> FindAsync(long index, CancellationToken stop);
}
