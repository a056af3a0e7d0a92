using System.Threading.Channels;
using Dapper;
using Interop.Protocol.Decisions;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Archive;
using Interop.Server.Inbound;
using Interop.Server.Pipeline;
using Interop.Server.Rooms;
using Interop.Server.Storage;

namespace Interop.Server.Evidence;

/// <summary>
/// Compares what other providers have of rooms with what we have (spec 06): who was told the same story has the same entries. A difference
/// counts when the hub has signed both.
/// </summary>
internal sealed partial class HeadExchanges(Database database, RoomDirectory rooms, HubSignatures signatures, Forks forks, RoomFollowing following, ILogger<HeadExchanges> logger)
{
    /// <summary>Heads in a request.</summary>
    public const int HeadsMax = 50;

    private const int SuspicionsMax = 100;

    private readonly Channel<HeadSuspicion> suspicions = Channel.CreateBounded<HeadSuspicion>(new BoundedChannelOptions(SuspicionsMax) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Claims without a signature that differ from what we have: to be asked for.</summary>
    public ChannelReader<HeadSuspicion> Suspicions => suspicions.Reader;

    /// <summary>What a peer shows; answered with our own entries where they differ.</summary>
    /// <exception cref="ProblemException">5.5.0 malformed; 5.5.1: the hub has not signed one of them.</exception>
    public async Task<HeadExchange> TakeAsync(ProviderName peer, HeadExchange shown)
    {
        if (shown.Heads.Length is 0 or > HeadsMax || shown.Batches.Length > HeadsMax || Array.IndexOf(shown.Heads, null) >= 0 || Array.IndexOf(shown.Batches, null) >= 0)
            throw new ProblemException(DecisionCodes.Malformed, $"1 to {HeadsMax} heads are compared at once.");
        var batches = new AttestationBuilder();
        var differing = new List<SignedHead>();
        foreach (var head in shown.Heads)
        {
            var theirs = SignedEntry.Of(head, shown.Batches) ?? throw new ProblemException(DecisionCodes.Malformed, "A head is not of its form, or refers to a batch that is not there.");
            if (await CompareAsync(peer, theirs) is { } ours)
                differing.Add(ours.ToHead(batches));
        }
        return new HeadExchange([.. batches.Batches], [.. differing]);
    }

    /// <summary>Ours, when it differs and both are signed; then the fork is recorded. Entries that we do not have yet, or never had, are passed over.</summary>
    /// <exception cref="ProblemException">5.5.1: the hub has not signed it.</exception>
    public async Task<SignedEntry?> CompareAsync(ProviderName peer, SignedEntry theirs)
    {
        if (rooms.Find(theirs.Room) is not { } room || !HasPart(room, peer))
            return null;
        var head = room.Head;
        if (theirs.Entry.Seq == head.Seq && theirs.Hash.AsSpan().SequenceEqual(head.Hash))
            return null;
        var ours = database.Read(c => IsFromBefore(c, room, theirs) ? null : SignedEntry.Read(c, room, Math.Min(theirs.Entry.Seq, head.Seq)));
        if (ours is not null && ours.Entry.Seq == theirs.Entry.Seq && !ours.Contradicts(theirs))
            return null;
        var hub = await signatures.SignerOfAsync(room, theirs) ?? throw new ProblemException(DecisionCodes.Unauthenticated, $"The hub of {theirs.Room} has not signed this entry.");
        if (theirs.Entry.Seq > head.Seq && hub == room.Hub && !room.IsOrderedHere)
            following.CatchUp(room);
        if (ours is null || !ours.Contradicts(theirs))
            return null;
        // Whoever never was the hub of this place must not be able to accuse the one who was.
        if (await signatures.SignerOfAsync(room, ours) != hub)
            throw new ProblemException(DecisionCodes.Unauthenticated, $"The hub of {theirs.Room} has not signed this entry.");
        await forks.FoundAsync(room, ours, theirs, hub, peer);
        return ours;
    }

    /// <summary>Heads that came with a transaction: a claim that differs is a reason to ask for the signed entry.</summary>
    /// <exception cref="ProblemException">5.5.0: too many.</exception>
    public void Compare(ProviderName peer, RoomHeadClaim[]? claims)
    {
        if (claims is null)
            return;
        if (claims.Length > HeadsMax || Array.IndexOf(claims, null) >= 0)
            throw new ProblemException(DecisionCodes.Malformed, $"At most {HeadsMax} heads come with a transaction.");
        foreach (var claim in claims)
        {
            if (rooms.Find(claim.Room) is { } room && HasPart(room, peer) && claim.Seq <= room.Head.Seq && HashAt(room, claim.Seq) is { } ours && ours != claim.Hash)
            {
                LogSuspicion(peer, claim.Room, claim.Seq);
                suspicions.Writer.TryWrite(new HeadSuspicion(peer, room, claim.Seq));
            }
        }
    }

    /// <summary>The hub of a room has given us a place that contradicts the chain that we have.</summary>
    public async Task FannedOutAsync(MessageContext context)
    {
        var (room, attestation) = (context.Room, context.Attestation!);
        var proof = attestation.HubSignature!;
        var theirs = new SignedEntry(room.RoomId, context.EventId, context.Place!, attestation.Batches[proof.Batch], proof);
        var ours = database.Read(c => SignedEntry.Read(c, room, Math.Min(context.Place!.Seq, room.Head.Seq)));
        if (ours is not null && ours.Contradicts(theirs) && await signatures.SignerOfAsync(room, ours) == room.Hub)
            await forks.FoundAsync(room, ours, theirs, room.Hub, context.Principal.Peer!.Value);
        else
            LogUnproved(room.RoomId, context.Place!.Seq);
    }

    private static bool HasPart(Room room, ProviderName peer) => room.Hub == peer || room.Peers.Contains(peer);

    /// <summary>Of a history that was given up when an administrator took the hub's.</summary>
    private static bool IsFromBefore(Microsoft.Data.Sqlite.SqliteConnection connection, Room room, SignedEntry theirs) =>
        connection.ExecuteScalar<long>("SELECT coalesce(max(resumed), 0) FROM forks WHERE room_id=@room", new { room = room.Id }) >= theirs.Entry.Seq;

    private string? HashAt(Room room, long seq)
    {
        var head = room.Head;
        if (seq == head.Seq)
            return System.Buffers.Text.Base64Url.EncodeToString(head.Hash);
        var record = database.Read(c => c.QuerySingleOrDefault<byte[]>("SELECT record FROM records WHERE room_id=@room AND seq=@seq", new { room = room.Id, seq }));
        return record is null ? null : System.Buffers.Text.Base64Url.EncodeToString(HubEntryHash.Of(record));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Peer} claims another entry of {Room} for seq {Seq} than we have; the signed entries are exchanged")]
    private partial void LogSuspicion(ProviderName peer, RoomId room, long seq);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The hub of {Room} gave a place at seq {Seq} that does not follow the entry that we have; nobody has signed ours, so it proves nothing to others")]
    private partial void LogUnproved(RoomId room, long seq);
}
