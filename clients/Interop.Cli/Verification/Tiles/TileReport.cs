using Interop.Cli.Verification.Outside;

namespace Interop.Cli.Verification.Tiles;

/// <summary>What was found out about a log by its tiles. Without a fault they are those of the signed head.</summary>
/// <param name="Log">Its name.</param>
/// <param name="Size">Records under the head.</param>
/// <param name="Root">Of them.</param>
/// <param name="Tiles">Tiles that were looked at, partial ones too.</param>
/// <param name="Entries">Fixed parts of records that were compared with their hashes.</param>
internal sealed record TileReport(string Log, long Size, byte[] Root, long Tiles, long Entries)
{
    /// <summary>Who besides has signed the head.</summary>
    public OutsideSigned Outside { get; init; } = new();
}
