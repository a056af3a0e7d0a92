using Dapper;
using Interop.Protocol.Evidence;
using Interop.Server.Retention;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Supervision;

/// <summary>With a body go the digests by which equal and similar texts are found, and what was found in it. The item stays: that it was reviewed is a record of its own.</summary>
internal sealed class ForgottenTexts : IBodyCopies
{
    public void Forget(SqliteConnection writer, LeafRanges leaves)
    {
        foreach (var range in leaves)
        {
            var of = new { range.First, range.Last };
            writer.Execute("UPDATE supervision_items SET same=NULL WHERE leaf BETWEEN @First AND @Last AND same IS NOT NULL", of);
            writer.Execute("DELETE FROM supervision_bands WHERE item IN (SELECT id FROM supervision_items WHERE leaf BETWEEN @First AND @Last)", of);
            writer.Execute("DELETE FROM supervision_item_terms WHERE item IN (SELECT id FROM supervision_items WHERE leaf BETWEEN @First AND @Last)", of);
        }
    }

    public Task ForgetAsync(LeafRanges leaves, CancellationToken stop) => Task.CompletedTask;
}
