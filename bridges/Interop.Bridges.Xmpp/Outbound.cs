using System.Xml.Linq;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Xmpp.Addresses;
using Interop.Bridges.Xmpp.Component;
using Interop.Bridges.Xmpp.Files;
using Interop.Bridges.Xmpp.Messages;
using Interop.Bridges.Xmpp.Puppets;
using Interop.Bridges.Xmpp.Rooms;
using Interop.Bridges.Xmpp.Xml;

namespace Interop.Bridges.Xmpp;

/// <summary>Carries out the core's acts. Rooms reflect what they take, with its id; in direct chats the server's answer to a later query says that it has read what came before.</summary>
internal sealed class Outbound(
    ComponentStream stream, RoomTable rooms, RoomKeeper keeper, RoomEntrance entrance, GatedRooms gated, RoomAdmin admin, PendingSends pending, SentActs sent,
    FileTransfer files, Privileges privileges, PuppetMark mark, GhostNames names, XmppOptions options, TimeProvider time)
{
    private const string ByGhost = "XMPP servers let a bridge write in an employee's own name in direct chats only: here the message was shown by the employee's ghost.";
    private const string NotGranted = "The XMPP server does not let the bridge write in the employee's own name (XEP-0356): the message was shown by the employee's ghost.";

    private static readonly TimeSpan CatchUpMax = TimeSpan.FromMinutes(1);

    /// <summary>Sends what a message was made into; a repeat within this process is answered without sending.</summary>
    public async Task<NativeSent> SendAsync(OutboundAct act, Func<XElement> make, CancellationToken cancel)
    {
        if (sent.Find(act.Key) is { } before)
            return before;
        try
        {
            return DirectChat.Of(act.Portal.NativeRoom) is { } chat
                ? await ToPersonAsync(act, chat, make(), cancel)
                : await ToRoomAsync(act, make(), cancel);
        }
        catch (BadStanzaException exception)
        {
            throw new NativeRefusedException($"It cannot be sent on XMPP: {exception.Message}.", exception);
        }
    }

    public Task<NativeSent> SendReplyAsync(NativeReply reply, CancellationToken cancel)
    {
        var (id, sender) = Answered(reply.Message.Portal, reply.Target);
        return SendAsync(reply.Message, () => MessageWriter.Reply(reply.Message, id, sender, reply.Target.Excerpt), cancel);
    }

    /// <summary>Puts the file in first. Crash in between: it is put in again, and the first one is left to expire.</summary>
    public async Task<NativeSent> SendFileAsync(NativeFile file, CancellationToken cancel)
    {
        if (sent.Find(file.Key) is { } before)
            return before;
        var address = await files.PutAsync(file, cancel);
        (string Id, string Sender)? answered = file.Answers is { } target ? Answered(file.Portal, target) : null;
        return await SendAsync(file, () => MessageWriter.File(file, address, answered?.Id, answered?.Sender), cancel);
    }

    public async Task<NativeSent> SendEditAsync(NativeEdit edit, CancellationToken cancel)
    {
        // XEP-0308: only the same sender may.
        if (edit.Target.Sender.Value == SenderIn(edit.Message))
            return await SendAsync(edit.Message, () => MessageWriter.Correction(edit.Message, edit.Target.IdOf(MessageIds.MessageId).Value), cancel);
        var done = await SendAsync(edit.Message, () => MessageWriter.Text(edit.Message, "* "), cancel);
        return done with { Fidelity = [.. done.Fidelity, "The message was sent by another address, so its new text was shown as a message of its own."] };
    }

    public async Task<NativeSent> SendRetractionAsync(NativeRetraction retraction, CancellationToken cancel)
    {
        var isRoom = DirectChat.Of(retraction.Portal.NativeRoom) is null;
        var target = retraction.Target.IdOf(isRoom ? MessageIds.StanzaId : MessageIds.MessageId).Value;
        var isOurs = names.IsGhost(retraction.Target.Sender) || retraction.Target.Sender.Value == options.Domain || retraction.SenderKind == SenderKind.Puppet;
        if (isOurs)
        {
            // Somebody else's act, such as a moderator's: the ghost that said it takes it back.
            var kind = names.IsGhost(retraction.Target.Sender) ? SenderKind.Ghost : retraction.SenderKind;
            var act = retraction with { Sender = retraction.Target.Sender, SenderKind = kind };
            return await SendAsync(act, () => MessageWriter.Retraction(retraction.Key, target, retraction.Reason), cancel);
        }
        if (isRoom && rooms.Find(retraction.Portal.NativeRoom.Value) is { Features.Moderation: { } ns } room && sent.Find(retraction.Key) is null)
        {
            try
            {
                await keeper.EnsureAsync(retraction.Portal, options.Domain, options.Name, cancel);
                await admin.ModerateAsync(room.Address, ns, target, retraction.Reason, cancel);
                return sent.Add(retraction.Key, new NativeSent(null));
            }
            catch (StanzaErrorException error) when (error.Type != "wait")
            {
                // The bridge is no moderator there: said in words.
            }
        }
        return await SayAsync(
            retraction, $"{retraction.SenderName} took back a message of {retraction.Target.Sender.Value}.",
            "The message itself stays visible on XMPP: only its sender or a moderator of the room can take it back.", cancel);
    }

    public async Task<NativeSent> SendMembershipAsync(NativeMembership change, CancellationToken cancel)
    {
        if (DirectChat.Of(change.Portal.NativeRoom) is not null)
            return new NativeSent(null); // a chat of two has no door
        var room = rooms.Of(change.Portal.NativeRoom.Value);
        try
        {
            return change.SubjectIsGhost ? await GhostChangeAsync(change, room, cancel) : await PersonChangeAsync(change, room, cancel);
        }
        catch (StanzaErrorException error)
        {
            throw error.ForCore("a change of who is in the room");
        }
    }

    public async Task<NativeSent> SendProfileAsync(NativeRoomProfile profile, CancellationToken cancel)
    {
        if (DirectChat.Of(profile.Portal.NativeRoom) is not null)
            return new NativeSent(null, [], ["A direct chat on XMPP has neither name nor topic."]);
        var fidelity = new List<string>();
        var room = rooms.Of(profile.Portal.NativeRoom.Value);
        await keeper.EnsureAsync(profile.Portal, options.Domain, options.Name, cancel);
        if (profile.Name is { } name)
        {
            try
            {
                await admin.ConfigureAsync(room.Address, new Dictionary<string, string>(StringComparer.Ordinal) { ["muc#roomconfig_roomname"] = XmlText.Clean(name) }, cancel);
                room.Features = room.Features with { Name = name };
            }
            catch (StanzaErrorException error) when (error.Type != "wait")
            {
                fidelity.Add($"The room's name could not be changed on XMPP: {error.Message}");
            }
        }
        if (profile.Topic is { } topic && room.Subject != XmlText.Clean(topic))
        {
            try
            {
                await SubjectAsync(room, profile.Key, XmlText.Clean(topic), cancel);
            }
            catch (StanzaErrorException error) when (error.Type != "wait")
            {
                fidelity.Add($"The room's topic could not be changed on XMPP: {error.Message}");
            }
        }
        return new NativeSent(null, [], fidelity);
    }

    private async Task SubjectAsync(Room room, TransactionKey key, string subject, CancellationToken cancel)
    {
        var reflection = pending.Add(room.Address, PendingSends.Subject(subject));
        var refusal = pending.Add(room.Address, key.Value);
        try
        {
            await stream.SendAsync(
                new XElement(
                    Ns.Component + "message", new XAttribute("from", RoomEntrance.Seat(options.Domain)), new XAttribute("to", room.Address),
                    new XAttribute("type", "groupchat"), new XAttribute("id", key.Value), new XElement(Ns.Component + "subject", subject)),
                cancel);
            await await Task.WhenAny(reflection, refusal).WaitAsync(options.AnswerMax, time, cancel);
        }
        finally
        {
            pending.Remove(room.Address, PendingSends.Subject(subject));
            pending.Remove(room.Address, key.Value);
        }
    }

    private async Task<NativeSent> GhostChangeAsync(NativeMembership change, Room room, CancellationToken cancel)
    {
        var account = change.Subject.Value;
        if (change.Change == MembershipChange.Join)
        {
            room.Forgive(account);
            await keeper.EnsureAsync(change.Portal, account, change.SubjectName, cancel);
            return new NativeSent(null);
        }
        if (change.Portal.Kind == PortalKind.Gated)
        {
            await keeper.EnsureAsync(change.Portal, options.Domain, options.Name, cancel);
            await gated.RemoveAsync(room, account, cancel);
        }
        else
        {
            await entrance.LeaveAsync(room, account, cancel);
        }
        return new NativeSent(null);
    }

    private async Task<NativeSent> PersonChangeAsync(NativeMembership change, Room room, CancellationToken cancel)
    {
        await keeper.EnsureAsync(change.Portal, options.Domain, options.Name, cancel);
        if (change.Portal.Kind == PortalKind.Gated)
        {
            if (change.Change == MembershipChange.Join)
                await gated.InviteAsync(room, change.Subject.Value, cancel);
            else
                await admin.AffiliateAsync(room.Address, change.Subject.Value, change.Subject == change.Portal.Person ? "none" : "outcast", cancel);
            return new NativeSent(null);
        }
        var nick = room.People(names).FirstOrDefault(o => o.Account == change.Subject.Value)?.Nick;
        if (nick is null || change.Change == MembershipChange.Join)
            return new NativeSent(null);
        try
        {
            await admin.KickAsync(room.Address, nick, "Removed from the conversation.", cancel);
            return new NativeSent(null);
        }
        catch (StanzaErrorException error) when (error.Type != "wait")
        {
            return new NativeSent(null, [], [$"{change.SubjectName} is still in the XMPP room: the bridge may not put anybody out there."]);
        }
    }

    private async Task<NativeSent> ToPersonAsync(OutboundAct act, DirectChat chat, XElement stanza, CancellationToken cancel)
    {
        if (act.SenderKind == SenderKind.Puppet)
        {
            if (await AsPuppetAsync(act, chat, stanza, cancel) is { } asThemselves)
                return asThemselves;
            stanza.Elements(Ns.Mark + "mark").Remove();
        }
        Address(stanza, "chat", SenderIn(act), chat.Person);
        stanza.Add(MessageWriter.Nick(act.SenderName), MessageWriter.Delay(act.CreatedAt, time.GetUtcNow(), options.Domain));
        var refusal = pending.Add(chat.Person, act.Key.Value);
        try
        {
            await stream.SendAsync(stanza, cancel);
            await stream.ConfirmAsync(cancel);
            if (refusal.IsFaulted)
                await refusal;
        }
        catch (StanzaErrorException error)
        {
            throw error.ForCore("the message");
        }
        finally
        {
            pending.Remove(chat.Person, act.Key.Value);
        }
        var done = RoomInbound.Sent(null, act.Key.Value);
        return sent.Add(act.Key, act.SenderKind == SenderKind.Puppet ? done with { Fidelity = [NotGranted] } : done);
    }

    /// <summary>XEP-0356: the server sends it in the employee's name, to the ghost, and so shows it to us again. Null: not granted.</summary>
    private async Task<NativeSent?> AsPuppetAsync(OutboundAct act, DirectChat chat, XElement stanza, CancellationToken cancel)
    {
        Address(stanza, "chat", act.Sender.Value, chat.Ghost);
        mark.Put(stanza, act.Key);
        var wrapper = $"puppet-{act.Key}";
        if (privileges.Wrap(stanza, options.Domain, wrapper) is not { } wrapped)
            return null;
        var server = Jid.Parse(act.Sender.Value).Domain;
        var echo = pending.Add(act.Sender.Value, act.Key.Value);
        var refusal = pending.Add(server, wrapper);
        try
        {
            await stream.SendAsync(wrapped, cancel);
            await await Task.WhenAny(echo, refusal).WaitAsync(options.AnswerMax, time, cancel);
            return sent.Add(act.Key, RoomInbound.Sent(null, act.Key.Value));
        }
        catch (StanzaErrorException error) when (error.Type != "wait")
        {
            return null; // advertised, and refused all the same
        }
        finally
        {
            pending.Remove(act.Sender.Value, act.Key.Value);
            pending.Remove(server, wrapper);
        }
    }

    private async Task<NativeSent> ToRoomAsync(OutboundAct act, XElement stanza, CancellationToken cancel)
    {
        var account = SenderIn(act);
        var room = rooms.Of(act.Portal.NativeRoom.Value);
        var name = account == options.Domain ? options.Name : act.SenderName;
        Address(stanza, "groupchat", RoomEntrance.Seat(account), room.Address);
        for (var attempt = 0; ; attempt++)
        {
            await keeper.EnsureAsync(act.Portal, account, name, cancel);
            // After a crash the room may have it already.
            await room.CaughtUp.WaitAsync(CatchUpMax, time, cancel);
            if (sent.Find(act.Key) is { } before)
                return before;
            var reflection = pending.Add(room.Address, act.Key.Value);
            try
            {
                await stream.SendAsync(stanza, cancel);
                var reflected = await reflection.WaitAsync(options.AnswerMax, time, cancel);
                var done = sent.Add(act.Key, RoomInbound.Sent(MessageReader.Read(reflected, room.Address).StanzaId, act.Key.Value));
                return act.SenderKind == SenderKind.Puppet ? done with { Fidelity = [ByGhost] } : done;
            }
            catch (StanzaErrorException error) when (error.Condition is "not-acceptable" or "gone" or "item-not-found" && attempt == 0)
            {
                room.Left(account, null); // we were out without knowing it
            }
            catch (StanzaErrorException error)
            {
                throw error.ForCore("the message");
            }
            finally
            {
                pending.Remove(room.Address, act.Key.Value);
            }
        }
    }

    private async Task<NativeSent> SayAsync(OutboundAct act, string text, string fidelity, CancellationToken cancel)
    {
        var voice = act.Portal.Voice;
        var message = new NativeMessage
        {
            Portal = act.Portal, Sender = voice, SenderKind = names.IsGhost(voice) ? SenderKind.Ghost : SenderKind.Bot, SenderName = options.Name,
            Key = act.Key, CreatedAt = act.CreatedAt, Kind = MessageKind.Notice, Text = text,
        };
        var done = await SendAsync(message, () => MessageWriter.Text(message), cancel);
        return done with { Fidelity = [.. done.Fidelity, fidelity] };
    }

    /// <summary>The address in our domain that speaks, or the employee's own where that works.</summary>
    private string SenderIn(OutboundAct act)
    {
        var isPuppetHere = act.SenderKind == SenderKind.Puppet && DirectChat.Of(act.Portal.NativeRoom) is not null && privileges.CanSendAs(act.Sender.Value);
        if (act.SenderKind != SenderKind.Puppet || isPuppetHere)
            return act.SenderKind == SenderKind.Bot && !names.IsGhost(act.Sender) ? options.Domain : act.Sender.Value;
        return act.Author is { } author
            ? names.Name(new GhostAddress(GhostAddress.Ocip, author.Local)).Value
            : throw new NativeRefusedException("The bridge does not know whose account this is.");
    }

    private string OccupantAddress(NativePortal portal, string account)
    {
        var room = rooms.Of(portal.NativeRoom.Value);
        var nick = room.NickOf(account) ?? room.People(names).FirstOrDefault(o => o.Account == account)?.Nick;
        return nick is null ? account : $"{room.Address}/{nick}";
    }

    /// <summary>By which id the message is answered here, and whose it is.</summary>
    private (string Id, string Sender) Answered(NativePortal portal, NativeTarget target)
    {
        if (DirectChat.Of(portal.NativeRoom) is null)
            return (target.IdOf(MessageIds.StanzaId).Value, OccupantAddress(portal, target.Sender.Value));
        var kind = target.Aliases.Any(a => a.Kind == MessageIds.OriginId) ? MessageIds.OriginId : MessageIds.MessageId;
        return (target.IdOf(kind).Value, target.Sender.Value);
    }

    private static void Address(XElement stanza, string type, string from, string to)
    {
        stanza.SetAttributeValue("type", type);
        stanza.SetAttributeValue("from", from);
        stanza.SetAttributeValue("to", to);
    }
}
