using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Content;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Tests.Client;

/// <summary>
/// Writes a data folder as spec 08 says, slowly and by the general code of the protocol library: a second writer beside the server's,
/// so that the verifier is not held against the server alone. Same keys and texts give the same records.
/// </summary>
internal sealed class SignedArchive : IDisposable
{
    public const string Log = "acme.example/archive";
    private const int RecordsPerBatch = 7;
    private const int TileWidth = 256;

    private readonly SqliteConnection connection;
    private readonly ArchiveKeyRing keys;
    private readonly List<byte[]> leaves = [];
    private readonly List<(byte[] Leaf, string Record)> batch = [];
    private readonly Dictionary<RoomId, (long Seq, string Hash)> heads = [];
    private long first;

    private SignedArchive(string folder, ArchiveKeyRing keys)
    {
        this.keys = keys;
        Directory.CreateDirectory(folder);
        connection = new SqliteConnection($"Data Source={Path.Combine(folder, "ocip.db")};Pooling=False");
        connection.Open();
        connection.Execute("""
            CREATE TABLE records (leaf INTEGER PRIMARY KEY, kind TEXT NOT NULL, room_id INTEGER, seq INTEGER, sender INTEGER, record BLOB NOT NULL, body BLOB, exceptions TEXT);
            CREATE TABLE batches (first INTEGER PRIMARY KEY, count INTEGER NOT NULL, events TEXT, receipts TEXT NOT NULL, hashes BLOB NOT NULL);
            CREATE TABLE tiles (level INTEGER NOT NULL, n INTEGER NOT NULL, hashes BLOB NOT NULL, PRIMARY KEY (level, n)) WITHOUT ROWID;
            CREATE TABLE checkpoints (size INTEGER PRIMARY KEY, note TEXT NOT NULL, at TEXT NOT NULL);
            CREATE TABLE rooms (id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, head_seq INTEGER NOT NULL, head_hash BLOB NOT NULL);
            CREATE TABLE holds (leaf INTEGER NOT NULL, reason TEXT NOT NULL);
            """);
    }

    /// <summary>A start record, then events in two rooms, every tenth refused without content, and a notice with content at the end.</summary>
    /// <param name="folder">Gets ocip.db.</param>
    /// <param name="keys">Who signs.</param>
    /// <param name="texts">One event each.</param>
    public static void Write(string folder, ArchiveKeyRing keys, IEnumerable<string> texts)
    {
        using var archive = new SignedArchive(folder, keys);
        using var transaction = archive.connection.BeginTransaction();
        archive.AddOther("start", null);
        foreach (var (n, text) in texts.Index())
            archive.AddEvent(n % 3 == 0 ? ScriptedServer.RoomB : ScriptedServer.RoomA, text, refused: n % 10 == 9);
        archive.AddOther("notice", new JsonObject { ["text"] = "this chat is recorded" });
        archive.Seal();
        archive.WriteTiles();
        foreach (var (room, head) in archive.heads)
            archive.connection.Execute(
                "INSERT INTO rooms VALUES (@id, @uuid, @Seq, @hash)", new { id = RowOf(room), uuid = room.Uuid.ToString("D"), head.Seq, hash = Decode(head.Hash) });
        transaction.Commit();
    }

    public void Dispose() => connection.Dispose();

    private static int RowOf(RoomId room) => room == ScriptedServer.RoomA ? 1 : 2;

    private void AddEvent(RoomId room, string text, bool refused)
    {
        var at = At();
        var content = JsonSerializer.SerializeToElement(MessageText.Of(text), OcipJson.Default.MessageContent);
        // Not random here, so that the same texts give the same records; what is tested does not depend on it.
        var salt = MerkleTree.LeafHash(System.Text.Encoding.UTF8.GetBytes(text));
        var inner = EventIdentity.CanonicalContent(content, null);
        var header = new EventHeader
        {
            Type = EventTypes.Message, Room = room, Sender = UserId.Parse("ocip://acme.example/u/alice"), Origin = ProviderName.Parse("acme.example"),
            Created = at, ContentDigest = Base64UrlText.Of(EventIdentity.ContentDigest(salt, inner)),
        };
        var id = EventIdentity.Of(header);
        var record = new JsonObject
        {
            ["decision"] = new JsonObject { ["code"] = refused ? "5.1.0" : "2.0.0" },
            ["event"] = id.Value, ["header"] = JsonNode.Parse(EventIdentity.CanonicalHeader(header)), ["source"] = "client",
        };
        long? seq = null;
        if (!refused)
        {
            var head = heads.GetValueOrDefault(room, (0, EventIdentity.NoPrevious));
            var hub = new HubEntry(head.Seq + 1, head.Hash, at);
            record["hub"] = JsonSerializer.SerializeToNode(hub, OcipJson.Default.HubEntry);
            heads[room] = (hub.Seq, Base64UrlText.Of(EventIdentity.HubEntryHash(room, id, hub)));
            seq = hub.Seq;
        }
        Add(refused ? "refusal" : "event", record, refused ? null : Body(inner, salt), room, seq);
    }

    private void AddOther(string kind, JsonObject? content)
    {
        var record = new JsonObject();
        byte[]? body = null;
        if (content is not null)
        {
            var salt = MerkleTree.LeafHash("salt"u8);
            var inner = EventIdentity.CanonicalContent(Element(content), null);
            record["contentDigest"] = Base64UrlText.Of(EventIdentity.ContentDigest(salt, inner));
            body = Body(inner, salt);
        }
        Add(kind, record, body, null, null);
    }

    private void Add(string kind, JsonObject fields, byte[]? body, RoomId? room, long? seq)
    {
        fields["at"] = At();
        fields["index"] = leaves.Count;
        fields["kind"] = kind;
        var record = CanonicalJson.Of(Element(fields));
        connection.Execute("INSERT INTO records VALUES (@leaf, @kind, @room, @seq, NULL, @record, @body, NULL)",
            new { leaf = leaves.Count, kind, room = room is { } r ? RowOf(r) : (int?)null, seq, record, body });
        batch.Add((MerkleTree.LeafHash(record), System.Text.Encoding.UTF8.GetString(record)));
        leaves.Add(MerkleTree.LeafHash(record));
        if (batch.Count == RecordsPerBatch)
            Seal();
    }

    private void Seal()
    {
        if (batch.Count == 0)
            return;
        List<byte[]> events = [];
        List<byte[]> receipts = [];
        foreach (var (n, (leaf, record)) in batch.Index())
        {
            var fields = JsonNode.Parse(record)!;
            if (fields["event"]?.GetValue<string>() is not { } id)
            {
                receipts.Add(leaf);
                continue;
            }
            events.Add(EventId.Parse(id).Digest());
            receipts.Add(BatchSigner.ReceiptDigest(new ArchiveReceipt
            {
                Event = EventId.Parse(id), Log = Log, Index = first + n, TreeSize = leaves.Count, RecordDigest = Base64UrlText.Of(leaf),
                ArchivedAt = fields["at"]!.GetValue<string>(),
            }));
        }
        var (signed, hashes) = BatchSigner.Sign(keys.Receipt, receipts);
        connection.Execute("INSERT INTO batches VALUES (@first, @count, @events, @receipts, @hashes)", new
        {
            first, count = batch.Count, hashes = hashes.SelectMany(hash => hash).ToArray(),
            events = events.Count == 0 ? null : JsonSerializer.Serialize(BatchSigner.Sign(keys.Event, events).Batch, OcipJson.Default.SignedBatch),
            receipts = JsonSerializer.Serialize(signed, OcipJson.Default.SignedBatch),
        });
        // All of them are kept here; a server keeps the newest and one an hour.
        var note = new Checkpoint(Log, leaves.Count, MerkleTree.Root(leaves)).ToNote(keys.Checkpoint);
        connection.Execute("INSERT INTO checkpoints VALUES (@size, @note, @at)", new { size = leaves.Count, note, at = At() });
        first = leaves.Count;
        batch.Clear();
    }

    private void WriteTiles()
    {
        var hashes = leaves;
        for (var level = 0; hashes.Count >= TileWidth; level++)
        {
            var whole = hashes.Chunk(TileWidth).Where(tile => tile.Length == TileWidth).ToArray();
            foreach (var (n, tile) in whole.Index())
                connection.Execute("INSERT INTO tiles VALUES (@level, @n, @hashes)", new { level, n, hashes = tile.SelectMany(hash => hash).ToArray() });
            hashes = [.. whole.Select(tile => MerkleTree.Root(tile))];
        }
    }

    private static JsonElement Element(JsonObject node) => JsonDocument.Parse(node.ToJsonString()).RootElement;

    private string At() => $"2026-03-01T10:{leaves.Count / 60 % 60:00}:{leaves.Count % 60:00}.000Z";

    private static byte[] Body(byte[] inner, byte[] salt) =>
        [.. inner.AsSpan(0, inner.Length - 1), .. System.Text.Encoding.ASCII.GetBytes($",\"salt\":\"{Base64UrlText.Of(salt)}\"}}")];

    private static byte[] Decode(string text) => Base64UrlText.TryDecode(text, out var octets) ? octets : throw new FormatException(text);
}
