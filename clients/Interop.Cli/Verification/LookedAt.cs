using System.Runtime.ExceptionServices;
using Interop.Protocol.Evidence;

namespace Interop.Cli.Verification;

/// <summary>
/// What can be told of a record by itself, worked out beforehand and out of order. A fault is kept until the record's turn comes, so
/// that the first one in the order of the log is named.
/// </summary>
internal sealed class LookedAt
{
    private readonly FixedPart? part;
    private readonly ArchiveFaultException? recordFault;
    private readonly ArchiveFaultException? bodyFault;

    private LookedAt(LogRow row, BodyKeys keys)
    {
        Row = row;
        LeafHash = MerkleTree.LeafHash(row.Record);
        try
        {
            part = FixedPart.Read(row);
        }
        catch (ArchiveFaultException fault)
        {
            recordFault = fault;
            return;
        }
        try
        {
            Row = keys.Open(row);
            IsBodyAbsent = !BodyCheck.IsThere(Row, part);
        }
        catch (ArchiveFaultException fault)
        {
            bodyFault = fault;
        }
    }

    /// <summary>Hash of the record's leaf in the log.</summary>
    public byte[] LeafHash { get; }

    /// <summary>The row, its body opened.</summary>
    public LogRow Row { get; }

    /// <summary>The record has no content, and ought to: a disposition must have ended it.</summary>
    public bool IsBodyAbsent { get; }

    public static LookedAt Of(LogRow row, BodyKeys keys) => new(row, keys);

    /// <exception cref="ArchiveFaultException">The fixed part is wrong by itself.</exception>
    public FixedPart Part()
    {
        if (recordFault is not null)
            ExceptionDispatchInfo.Throw(recordFault);
        return part!;
    }

    /// <exception cref="ArchiveFaultException">The content is another.</exception>
    public void CheckBody()
    {
        if (bodyFault is not null)
            ExceptionDispatchInfo.Throw(bodyFault);
    }
}
