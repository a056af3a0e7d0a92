namespace Interop.Server.Inbound;

/// <summary>An event that waits to be decided on.</summary>
internal sealed class InboxRow
{
    public long Id { get; init; }

    public long RoomRow { get; init; }

    public long SenderRow { get; init; }

    public long Submitter { get; init; }

    public string? Network { get; init; }

    public byte[] Transaction { get; init; } = [];

    public int Ordinal { get; init; }

    public long DraftDigest { get; init; }

    public byte[] Header { get; init; } = [];

    public byte[] Body { get; init; } = [];
}
