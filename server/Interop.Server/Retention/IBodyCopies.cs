using Interop.Protocol.Evidence;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Retention;

/// <summary>
/// A place beside the record's body that has its content, or part of it: media, text index, cache. Both steps may run again for the same leaves
/// after a crash, and must not mind.
/// </summary>
internal interface IBodyCopies
{
    /// <summary>In the transaction that ends the bodies, on the writer's thread: rows. Set-wise.</summary>
    void Forget(SqliteConnection writer, LeafRanges leaves);

    /// <summary>After that commit, before the disposition is recorded as done: files, and databases of their own. It must not return before nothing of it can be read.</summary>
    Task ForgetAsync(LeafRanges leaves, CancellationToken stop);
}
