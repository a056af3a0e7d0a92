using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;
using Interop.Protocol.Signatures;
using Interop.Server.Archive.Encryption;
using Interop.Server.Delivery;
using Interop.Server.Outbound;
using Interop.Server.Pipeline;
using Interop.Server.Retention;
using Interop.Server.Rooms;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Archive;

/// <summary>
/// One group commit while it is being written: gives each record its leaf, each accepted event its place in the room, then seals
/// all of it under one signature for the events, one for the receipts and one for the new head of the log.
/// </summary>
internal sealed class CommitBatch(SqliteConnection connection, HotStatements statements, TreeEdge edge, EventIndex eventIndex, ArchiveKeys keys, BodyVault vault, PolicySets policies, FederationSeal federation, FaultPoints faults, string log, DateTimeOffset at, string atText)
{
    private readonly List<Leaf> leaves = [];
    private readonly Dictionary<Room, RoomHead> heads = [];
    private readonly Dictionary<string, int> pendingEvents = new(StringComparer.Ordinal);
    private int pendingFrom;
    private readonly StampBatch stamps = new();
    private List<int>? indexed;
    private readonly string period = KeyGroup.PeriodOf(at);
    private readonly ArrayBufferWriter<byte> scratch = new(2048);

    public SqliteConnection Connection => connection;

    /// <summary>Which records are kept for the same time.</summary>
    public required GroupRows Retention { get; init; }

    public HotStatements Statements => statements;

    public DateTimeOffset At => at;

    public long First { get; } = edge.Size;

    public int Count => leaves.Count;

    /// <summary>The signature over the receipts; there after <see cref="Seal"/>.</summary>
    public BatchSeal? Receipts { get; private set; }

    /// <summary>New checkpoint; there after <see cref="Seal"/> of a batch with records.</summary>
    public string? Checkpoint { get; private set; }

    /// <summary>Under which name the engine in this process stamps.</summary>
    public ProxyId OwnProxy => keys.Proxy;

    /// <summary>What streams get once this is committed, in order.</summary>
    public List<DeliveryItem> Deliveries { get; } = [];

    /// <summary>Other providers for whom something was put into the outbox.</summary>
    public HashSet<ProviderName> Outgoing { get; } = [];

    /// <summary>The end of a room's chain, this commit included.</summary>
    public RoomHead HeadOf(Room room) => heads.TryGetValue(room, out var pending) ? pending : room.Head;

    /// <summary>
    /// The record of an event that was decided on before, this commit included; with its place when it has one, never the one of kind egress. Null: it is new.
    /// </summary>
    /// <param name="id">Of the event.</param>
    /// <param name="besides">Index of a record of it that is known already and does not count; null for none.</param>
    public long? Known(Protocol.Identifiers.EventId id, long? besides = null)
    {
        var prefix = EventIndex.PrefixOf(id.Digest());
        var pending = Pending(id.Value);
        var recent = eventIndex.FindRecent(prefix) is { } last && last != besides ? last : -1;
        // Nearly every event is new: that is found out without looking into any record.
        if (pending < 0 && recent < 0 && statements.FindIndexed.Bind(1, prefix).Bind(2, besides ?? -1).Number() is null)
            return null;
        return connection.QuerySingleOrDefault<long?>("""
            SELECT leaf FROM records WHERE (leaf IN (@recent, @pending) OR leaf IN (SELECT leaf FROM event_index WHERE prefix=@prefix))
              AND leaf<>@besides AND kind IN ('event', 'refusal') AND json_extract(CAST(record AS TEXT), '$.event')=@id ORDER BY kind, leaf LIMIT 1
            """, new { recent, pending = pending < 0 ? -1 : First + pending, prefix, id = id.Value, besides = besides ?? -1 });
    }

    /// <summary>Place in this commit, or −1. Only events of other providers are asked for, so only commits with those pay for it.</summary>
    private int Pending(string id)
    {
        for (; pendingFrom < leaves.Count; pendingFrom++)
        {
            if (leaves[pendingFrom].EventId is { } known)
                pendingEvents[known] = pendingFrom;
        }
        return pendingEvents.GetValueOrDefault(id, -1);
    }

    /// <summary>Appends an accepted or refused event; answers its index and, when it has a place in its room, its hub entry.</summary>
    public (long Index, long? Seq, byte[]? Hub) Append(MessageContext context)
    {
        var index = First + leaves.Count;
        scratch.ResetWrittenCount();
        long? seq = null;
        byte[]? hub = null;
        if (context is { Accepted: true, GoesOut: false })
        {
            var room = context.Room;
            var head = HeadOf(room);
            var place = context.Place ?? new HubEntry(head.Seq + 1, Base64Url.EncodeToString(head.Hash), atText);
            seq = place.Seq;
            hub = RecordWriter.Hub(place);
            heads[room] = new RoomHead(place.Seq, EventIdentity.HubEntryHash(room.RoomId, context.EventId, place), index);
        }
        var kind = !context.Accepted ? LogRecord.Refusal : context.GoesOut ? LogRecord.Egress : LogRecord.Event;
        var classes = Retention.ClassesOf(context);
        RecordWriter.Event(scratch, context, index, atText, hub, kind, classes);
        var record = scratch.WrittenSpan;
        var body = context.KeepsBody ? context.Body : null;
        statements.InsertRecord
            .Bind(1, index).BindText(2, kind).Bind(3, context.Room.Id).Bind(4, seq).Bind(5, context.Sender.Id)
            .Bind(6, record);
        if (body is null)
            statements.InsertRecord.BindNull(7);
        else
            statements.InsertRecord.Bind(7, Encrypt(body, context.Sender.Id, classes.First));
        statements.InsertRecord.BindText(8, RecordWriter.Exceptions(context)).Bind(9, Retention.Place(classes, atText[..10], context.Sender.Id, index, Retention.ExtraOf(context))).Run();
        leaves.Add(new Leaf(MerkleTree.LeafHash(record), context.EventDigest, context.EventId.Value) { IsSigned = !context.ComesIn, RetentionClass = classes.First });
        if (context.Accepted && (context.Room.IsFederated || context.Membership is { Target.IsOurs: false }))
            federation.Add(index, context, context.GoesOut || context.Place is not null ? null : heads[context.Room].Hash);
        return (index, seq, hub);
    }

    /// <summary>Appends another record; answers its index.</summary>
    public long Append(LogRecord record)
    {
        var index = First + leaves.Count;
        var text = record.Fixed(index, atText);
        statements.InsertRecord.Bind(1, index).BindText(2, record.Kind).Bind(3, record.RoomRow).BindNull(4).BindNull(5).Bind(6, text);
        if (record.Body is { } body)
            statements.InsertRecord.Bind(7, Encrypt(body, 0, record.Classes?.First ?? KeyGroup.DefaultClass));
        else
            statements.InsertRecord.BindNull(7);
        statements.InsertRecord.BindNull(8).Bind(9, record.Classes is { } classes ? Retention.Place(classes, atText[..10], 0, index, KeptExtra.None) : (long?)null).Run();
        leaves.Add(new Leaf(MerkleTree.LeafHash(text), null, record.Receipted?.Value) { RetentionClass = record.Classes?.First ?? BuiltInClasses.DefaultName });
        return index;
    }

    /// <summary>The cell of a body that was written by this person (users.id, 0 for nobody in particular).</summary>
    public byte[] Encrypt(ReadOnlySpan<byte> body, long subject, string retentionClass = KeyGroup.DefaultClass) =>
        vault.Encrypt(connection, body, new KeyGroup(retentionClass, period, subject));

    /// <summary>The class under which a record of this commit is kept first.</summary>
    public string ClassOf(long index) => leaves[(int)(index - First)].RetentionClass;

    /// <summary>Digest of the policies that were evaluated, their list archived before; null for none.</summary>
    public string? Policies(string evaluated) => policies.DigestOf(this, evaluated);

    /// <summary>Puts a record of this commit into the outbox.</summary>
    public void SendTo(ProviderName peer, long index, Room room, string lane = OutboxRow.EventLane)
    {
        statements.InsertOutbox.BindText(1, peer.Value).Bind(2, index).BindText(3, lane).Bind(4, room.Id).Run();
        Outgoing.Add(peer);
    }

    /// <summary>The record gets a stamp, made of its receipt when the commit is sealed.</summary>
    public void Stamp(long leaf, Func<ArchiveReceipt, Stamp> make) => stamps.Add(leaf, make);

    /// <summary>Signs and stores what was appended. After this the transaction can be committed.</summary>
    public void Seal()
    {
        foreach (var (room, head) in heads)
            statements.UpdateRoomHead.Bind(1, head.Seq).Bind(2, head.Hash).Bind(3, head.Leaf).Bind(4, room.Id).Run();
        if (leaves.Count == 0)
            return;
        Retention.Write();
        indexed = eventIndex.Write(statements.InsertEventIndex, First);
        foreach (var (level, number, hashes) in leaves.SelectMany(leaf => edge.Append(leaf.Hash)))
            connection.Execute("INSERT INTO tiles(level, n, hashes) VALUES (@level, @number, @hashes)", new { level, number, hashes });

        Checkpoint = new Checkpoint(log, edge.Size, edge.Root()).ToNote(keys.Checkpoint);
        statements.InsertCheckpoint.Bind(1, edge.Size).BindText(2, Checkpoint).BindText(3, atText).Run();

        // The newest head, and one an hour to look back to: the one before this one goes unless it was the last of its hour.
        statements.DeleteCheckpoint.Bind(1, First).BindText(2, atText).Run();

        var events = new List<byte[]>(leaves.Count);
        foreach (var leaf in leaves.Where(l => l.IsSigned))
        {
            leaf.SignedAt = events.Count;
            events.Add(leaf.EventDigest!);
        }
        var eventTree = events.Count == 0 ? null : TreeOver(events);
        var eventBatch = eventTree is null ? null : SignedJson(ArchiveKeys.EventPurpose, keys.Event, eventTree);
        var receipts = new byte[leaves.Count][];
        for (var i = 0; i < leaves.Count; i++)
        {
            var leaf = leaves[i];
            leaf.Receipt = leaf.EventId is null ? null : RecordWriter.Receipt(atText, leaf.EventId, First + i, log, leaf.Hash, leaf.RetentionClass, edge.Size);
            receipts[i] = leaf.Receipt is null ? leaf.Hash : SHA256.HashData(leaf.Receipt);
        }
        var tree = TreeOver(receipts);
        var receiptBatch = SignedJson(ArchiveKeys.ReceiptPurpose, keys.Receipt, tree);
        Receipts = new BatchSeal(First, receiptBatch, tree);
        statements.InsertBatch
            .Bind(1, First).Bind(2, (long)leaves.Count).BindText(3, eventBatch is null ? null : Encoding.UTF8.GetString(eventBatch))
            .BindText(4, Encoding.UTF8.GetString(receiptBatch)).Bind(5, RecordWriter.Concat(tree.LeafHashes)).Run();
        if (!federation.IsEmpty)
            Attest(eventBatch, eventTree);
        stamps.Seal(statements.InsertStamp, keys.Stamp, leaf => leaves[(int)(leaf - First)].Receipt!, Receipts);
    }

    public void Crash(string faultPoint) => faults.Crash(faultPoint);

    /// <summary>After the commit: the rooms' chains have grown, and the events can be found.</summary>
    public void Advance()
    {
        if (indexed is not null)
            eventIndex.Written(indexed);
        for (var i = 0; i < leaves.Count; i++)
        {
            if (leaves[i].EventDigest is { } digest)
                eventIndex.Add(EventIndex.PrefixOf(digest), First + i);
        }
        foreach (var (room, head) in heads)
            room.Head = head;
    }

    /// <summary>The event as it is delivered; after <see cref="Seal"/>.</summary>
    public CommittedEvent Committed(MessageContext context, long index, byte[] hub)
    {
        var leaf = leaves[(int)(index - First)];
        var body = context.WithoutBody ? null : context.Redacted?.Body ?? context.Body;
        return new CommittedEvent(index, context.EventId.Value, context.Header, body, hub, leaf.Receipt!, Receipts!, (int)(index - First))
        {
            Stamps = context.Redacted is null ? [] : [context.Stamp ?? stamps.Of(index)],
        };
    }

    private static BatchTree TreeOver(IReadOnlyList<byte[]> digests)
    {
        var hashes = new byte[digests.Count][];
        for (var i = 0; i < digests.Count; i++)
            hashes[i] = MerkleTree.LeafHash(digests[i]);
        return new BatchTree(hashes);
    }

    private static byte[] SignedJson(string purpose, SigningKey key, BatchTree tree)
    {
        var root = Base64Url.EncodeToString(tree.Root);
        var size = tree.Size.ToString(CultureInfo.InvariantCulture);
        var payload = Encoding.ASCII.GetBytes($"{{\"purpose\":\"{purpose}\",\"root\":\"{root}\",\"size\":{size}}}");
        var signature = DetachedJws.Sign(key, payload);
        return Encoding.ASCII.GetBytes($"{{\"purpose\":\"{purpose}\",\"size\":{size},\"root\":\"{root}\",\"signature\":\"{signature}\"}}");
    }

    /// <summary>Signs for other providers what goes to them.</summary>
    private void Attest(byte[]? eventBatch, BatchTree? eventTree)
    {
        var batch = eventBatch is null ? null : JsonSerializer.Deserialize(eventBatch, OcipJson.Default.SignedBatch);
        federation.Write(
            statements.InsertAttestation,
            index =>
            {
                var place = leaves[(int)(index - First)].SignedAt;
                return (batch!, new BatchProof(0, place, eventTree!.Path(place)));
            },
            index => JsonSerializer.Deserialize(leaves[(int)(index - First)].Receipt!, OcipJson.Default.ArchiveReceipt)!);
    }

    private sealed class Leaf(byte[] hash, byte[]? eventDigest, string? eventId)
    {
        public byte[] Hash { get; } = hash;

        public byte[]? EventDigest { get; } = eventDigest;

        /// <summary>An own event: this commit signs it as its origin.</summary>
        public bool IsSigned { get; init; }

        public string? EventId { get; } = eventId;

        public string RetentionClass { get; init; } = BuiltInClasses.DefaultName;

        /// <summary>Its place among the events that this commit signs.</summary>
        public int SignedAt { get; set; }

        public byte[]? Receipt { get; set; }
    }
}
