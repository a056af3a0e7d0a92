using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix.AppService;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Native;

namespace Interop.Bridges.Matrix.Inbound;

/// <summary>Matrix events → what the core takes (client-server API, "Room Events"). Null for events that say nothing to people: power levels, avatars, receipts, unknown types without a text.</summary>
internal sealed class EventTranslator(IBridgeCore core, EchoMark marks, NativeNames names, Func<MatrixUserId, bool> isOwn)
{
    /// <param name="read">The event.</param>
    /// <param name="senders">Senders of the messages earlier in the same transaction, which the core does not know yet.</param>
    /// <param name="cancel">Ends asking for names.</param>
    public async Task<InboundEvent?> TranslateAsync(MatrixEvent read, IReadOnlyDictionary<MatrixEventId, MatrixUserId> senders, CancellationToken cancel)
    {
        InboundEvent? inbound = read switch
        {
            { Type: "m.room.member", StateKey: not null } => await MemberAsync(read, cancel),
            { Type: "m.room.name", StateKey: "" } => new InboundRoomProfile { Id = IdOf(read), Room = RoomOf(read), Sender = SenderOf(read), Name = read.Content.Text("name") ?? "" },
            { Type: "m.room.topic", StateKey: "" } => new InboundRoomProfile { Id = IdOf(read), Room = RoomOf(read), Sender = SenderOf(read), Topic = read.Content.Text("topic") ?? "" },
            { Type: "m.room.encryption", StateKey: "" } => Message(read, EncryptionTurnedOn),
            { Type: "m.room.tombstone", StateKey: "" } => Message(read, RoomReplaced),
            { StateKey: not null } => null,
            { Type: "m.room.redaction" } => Retraction(read),
            { Type: "m.room.message" } when MessageReader.EditTarget(read.Content) is { } target => await EditAsync(read, target, senders, cancel),
            { Type: "m.room.message" } => Message(read, MessageReader.Read(read.Content)),
            _ => Placeholders.OfType(read.Type, read.Content) is { } body ? Message(read, body) : null,
        };
        if (inbound is null)
            return null;
        var own = isOwn(read.Sender);
        return inbound with
        {
            SentAt = read.SentAtMs is > 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(read.SentAtMs) : null,
            SenderName = own ? null : await names.OfAsync(read.Sender, cancel),
            EchoOf = marks.Read(read, own),
        };
    }

    private static MessageBody EncryptionTurnedOn => new()
    {
        Text = "[turned on end-to-end encryption]",
        Fidelity = ["End-to-end encryption was turned on in the native room: what is said there from now on cannot be archived in clear."],
    };

    private static MessageBody RoomReplaced => new()
    {
        Text = "[this room was replaced by another one]",
        Fidelity = ["The native room was replaced by another one, which is not bridged unless the bridge is invited there."],
    };

    private async Task<InboundEvent?> MemberAsync(MatrixEvent read, CancellationToken cancel)
    {
        if (!MatrixUserId.TryParse(read.StateKey, out var subject))
            return null;
        var membership = read.Content.Text("membership");
        var name = read.Content.Text("displayname");
        if (membership is "join" or "invite" && !isOwn(subject))
            names.Learn(subject, name);
        if (membership == "invite" && isOwn(subject))
        {
            return isOwn(read.Sender) ? null : new InboundInvite
            {
                Id = IdOf(read), Room = RoomOf(read), Sender = SenderOf(read), Invited = new NativeUserId(subject.Value), Direct = read.Content.Flag("is_direct"),
            };
        }

        MembershipChange? change = membership switch
        {
            "join" when read.PreviousMembership != "join" => MembershipChange.Join,
            // Whoever was only invited or already gone was not in the room: their refusal is no leave.
            // Unless they are the one person of a gated room: then nobody is left to read what is sent there.
            "leave" when read.PreviousMembership is null or "join" || await IsPersonOfAsync(read.Room, subject, cancel) => read.Sender == subject ? MembershipChange.Leave : MembershipChange.Remove,
            "ban" when read.PreviousMembership is null or "join" => MembershipChange.Remove,
            _ => null,
        };
        return change is not { } what ? null : new InboundMembership
        {
            Id = IdOf(read), Room = RoomOf(read), Sender = SenderOf(read), Subject = new NativeUserId(subject.Value), SubjectName = name,
            Change = what, Reason = read.Content.Text("reason"),
        };
    }

    private async Task<bool> IsPersonOfAsync(MatrixRoomId room, MatrixUserId user, CancellationToken cancel) =>
        (await core.FindPortalAsync(new NativeRoomId(room.Value), cancel))?.Person?.Value == user.Value;

    private static InboundMessage Message(MatrixEvent read, MessageBody body) => new()
    {
        Id = IdOf(read), Room = RoomOf(read), Sender = SenderOf(read), Kind = body.Kind, Text = body.Text, Html = body.Html,
        ReplyTo = body.ReplyTo, ReplyQuote = body.ReplyQuote, Fidelity = body.Fidelity, Files = body.Files,
    };

    private async Task<InboundEvent> EditAsync(MatrixEvent read, MatrixEventId target, IReadOnlyDictionary<MatrixEventId, MatrixUserId> senders, CancellationToken cancel)
    {
        var body = MessageReader.ReadWithoutRelation(read.Content.Object("m.new_content")!.Value, isReply: false);
        var author = senders.TryGetValue(target, out var near) ? near.Value
            : (await core.FindTargetAsync(RoomOf(read), new NativeEventId(target.Value), cancel))?.Sender.Value;
        // Homeservers take such edits and clients do not show them. It was said, so it is archived, as what it is.
        if (author is not null && author != read.Sender.Value)
            return Message(read, body with { Fidelity = [.. body.Fidelity, "Sent as a change of somebody else's message, which the network does not allow; shown as a message of its own."] });
        return new InboundEdit
        {
            Id = IdOf(read), Room = RoomOf(read), Sender = SenderOf(read), Target = new NativeEventId(target.Value),
            Kind = body.Kind, Text = body.Text, Html = body.Html, Fidelity = body.Fidelity, Files = body.Files,
        };
    }

    /// <summary>Null when it names no event (a homeserver would not have taken it).</summary>
    private static InboundRetraction? Retraction(MatrixEvent read)
    {
        MatrixEventId? target = MatrixEventId.TryParse(read.Content.Text("redacts"), out var inContent) ? inContent : read.TopLevelRedacts;
        return target is not { } id ? null : new InboundRetraction
        {
            Id = IdOf(read), Room = RoomOf(read), Sender = SenderOf(read), Target = new NativeEventId(id.Value), Reason = read.Content.Text("reason"),
        };
    }

    private static NativeEventId IdOf(MatrixEvent read) => new(read.Id.Value);

    private static NativeRoomId RoomOf(MatrixEvent read) => new(read.Room.Value);

    private static NativeUserId SenderOf(MatrixEvent read) => new(read.Sender.Value);
}
