using Interop.Protocol.Identifiers;
using Interop.Server.Archive;

namespace Interop.Server.Outbound;

/// <summary>
/// Takes rows out of the outbox that a peer has answered for good. Nobody waits for it: a crash before the commit leaves the rows, they are sent again, and
/// the peer answers as it did.
/// </summary>
internal sealed class OutboxDone : WriteItem
{
    private readonly Outbox outbox;
    private readonly ProviderName peer;
    private readonly List<OutboxRow> rows;

    public OutboxDone(Outbox outbox, ProviderName peer, List<OutboxRow> rows)
    {
        (this.outbox, this.peer, this.rows) = (outbox, peer, rows);
        outbox.Answered(peer, rows);
    }

    public override void Apply(CommitBatch batch)
    {
        foreach (var row in rows)
            batch.Statements.DeleteOutbox.BindText(1, peer.Value).Bind(2, row.Leaf).BindText(3, row.Lane).Run();
    }

    public override void Committed(CommitBatch batch) => outbox.Forget(peer, rows);

    public override void Answer()
    {
    }

    public override void Failed(Exception fault) => outbox.Forget(peer, rows);
}
