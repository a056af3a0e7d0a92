using Dapper;
using Interop.Protocol.Evidence;
using Interop.Server.Preservation;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Retention;

/// <summary>Legal holds keep what is in their scope, whatever asks for its end (spec 9.5, rank 1).</summary>
internal sealed class HeldBodies : IBodyKeeper
{
    /// <summary>Leaves that are asked for at once: memory does not grow with the set.</summary>
    private const int AtOnce = 10_000;

    public LeafRanges Kept(SqliteConnection connection, LeafRanges leaves, string reason)
    {
        if (leaves.Count == 0 || !Any(connection))
            return LeafRanges.None;
        return LeafRanges.Of(leaves.Parts(int.MaxValue, AtOnce).SelectMany(part => LegalHolds.Kept(connection, [.. Numbers(part)]).Order()));
    }

    public static bool Any(SqliteConnection connection) => connection.ExecuteScalar<long>("SELECT EXISTS (SELECT 1 FROM legal_holds WHERE state='placed')") != 0;

    private static IEnumerable<long> Numbers(LeafRanges leaves)
    {
        foreach (var range in leaves)
        {
            for (var leaf = range.First; leaf <= range.Last; leaf++)
                yield return leaf;
        }
    }
}
