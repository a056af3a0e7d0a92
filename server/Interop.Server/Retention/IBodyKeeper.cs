using Interop.Protocol.Evidence;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Retention;

/// <summary>A reason why bodies must be kept, of a higher rank than what asks for their end (spec 9.5): legal holds, minimums.</summary>
internal interface IBodyKeeper
{
    /// <summary>Which of these leaves must be kept. Asked in the transaction that ends the others, on the writer's thread: it must answer from indexes, for the whole set at once.</summary>
    LeafRanges Kept(SqliteConnection connection, LeafRanges leaves, string reason);
}
