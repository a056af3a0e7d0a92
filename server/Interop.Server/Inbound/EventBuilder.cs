using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Time;
using Interop.Server.Compliance;
using Interop.Server.Identity;
using Interop.Server.Pipeline;
using Interop.Server.Retention;
using Interop.Server.Rooms;
using Directory = System.IO.Directory;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Inbound;

/// <summary>Makes an event of a draft: salt, content digest, header and event id (spec 04). Runs before the room's queue, in parallel.</summary>
internal sealed class EventBuilder
{
    private readonly ServerOptions options;
    private readonly TimeProvider time;
    private readonly Declarations declarations;
    private readonly OutgoingRetention retention;
    private readonly byte[] draftKey;

    public EventBuilder(ServerOptions options, Declarations declarations, OutgoingRetention retention, TimeProvider time)
    {
        (this.options, this.declarations, this.retention, this.time) = (options, declarations, retention, time);
        // Drafts are remembered by a keyed digest: a plain one of a short text could be guessed back.
        var path = Path.Combine(options.Data, "keys", "drafts.key");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!File.Exists(path))
            PrivateFile.Write(path, Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
        draftKey = Convert.FromHexString(File.ReadAllText(path));
    }

    public MessageContext Build(Principal principal, Guid transaction, int ordinal, User sender, Room room, EventDraft draft, MembershipState? membership, bool asServer = false)
    {
        var canonical = EventIdentity.CanonicalContent(draft.Content, draft.Provenance);
        Span<byte> salt = stackalloc byte[EventIdentity.SaltOctets];
        RandomNumberGenerator.Fill(salt);
        var header = new EventHeader
        {
            Type = draft.Type,
            Room = room.RoomId,
            Sender = sender.UserId,
            Origin = options.Provider,
            Created = draft.Created ?? WireTime.Format(time.GetUtcNow()),
            ContentDigest = Base64UrlText.Of(EventIdentity.ContentDigest(salt, canonical)),
            Relates = draft.Relates,
            Persona = sender.Kind,
            Network = principal.Network,
            State = membership is { Change: MembershipState.Join } join ? WithNotice(draft.State!.Value, join.Target) : draft.State,
            Labels = draft.Labels,
        };
        header = retention.With(header, room, sender);
        var headerBytes = EventIdentity.CanonicalHeader(header);
        var digest = SHA256.HashData(headerBytes);
        return new MessageContext
        {
            Principal = principal,
            Transaction = transaction,
            Ordinal = ordinal,
            DraftDigest = DigestOf(draft, sender, canonical),
            Sender = sender,
            Room = room,
            Draft = draft,
            HeaderFields = header,
            Membership = membership,
            Header = headerBytes,
            EventDigest = digest,
            EventId = EventId.Of(digest),
            Body = Body(canonical, salt),
            Internal = asServer,
        };
    }

    /// <summary>Of a join: names the notice that is in force for whom it is about (spec 05).</summary>
    private JsonElement WithNotice(JsonElement state, User target)
    {
        if (declarations.Of(target.Provider)?.Notice is not { } notice)
            return state;
        var fields = JsonObject.Create(state)!;
        fields[StateFields.Supervision] = new JsonObject { [StateFields.NoticeDigest] = notice.Digest, [StateFields.NoticeVersion] = notice.Version };
        return JsonSerializer.SerializeToElement(fields, Protocol.OcipJson.Default.JsonObject);
    }

    /// <summary>{content, provenance?, salt}: the canonical content with the salt as its last member.</summary>
    private static byte[] Body(byte[] canonical, ReadOnlySpan<byte> salt)
    {
        var tail = ",\"salt\":\""u8;
        var body = new byte[canonical.Length - 1 + tail.Length + 43 + 2];
        canonical.AsSpan(0, canonical.Length - 1).CopyTo(body);
        tail.CopyTo(body.AsSpan(canonical.Length - 1));
        System.Buffers.Text.Base64Url.EncodeToUtf8(salt, body.AsSpan(canonical.Length - 1 + tail.Length), out _, out _);
        "\"}"u8.CopyTo(body.AsSpan(body.Length - 2));
        return body;
    }

    private long DigestOf(EventDraft draft, User sender, byte[] canonical)
    {
        var fields = $"{draft.Room.Value}\n{draft.Type}\n{sender.Id}\n{draft.Relates?.Type}\n{draft.Relates?.Event.Value}\n{draft.Created}\n"
            + (draft.State is { } state ? JsonSerializer.Serialize(state, Protocol.OcipJson.Default.JsonElement) : "") + "\n" + string.Join('\n', draft.Labels ?? []) + "\n";
        var input = new byte[draftKey.Length + Encoding.UTF8.GetByteCount(fields) + canonical.Length];
        draftKey.CopyTo(input, 0);
        var written = draftKey.Length + Encoding.UTF8.GetBytes(fields, input.AsSpan(draftKey.Length));
        canonical.CopyTo(input, written);
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(input, digest);
        return BitConverter.ToInt64(digest);
    }
}
