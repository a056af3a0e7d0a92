using System.Text.Json;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.People;
using Interop.Bridges.Portals;
using Interop.Bridges.Storage;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;

namespace Interop.Bridges.Outbound;

/// <summary>Membership, name and topic of a room, shown in a portal.</summary>
internal sealed class OutboundState(BridgeContext bridge, UserDirectory directory, GhostRegistry ghosts, Membership membership, PortalClosing closing, RecordingNotice notice, Voice voice)
{
    /// <summary>The event takes this person out of the room: their portal ends.</summary>
    public static bool Ends(OcipEvent news, UserId person) =>
        news.Header.Type == EventTypes.Membership && Read(news) is { } change && change.Target == person && change.Change != MembershipChange.Join;

    public async Task<Delivered> ExpelAsync(OcipEvent news, RoomId room, UserId person, CancellationToken cancellationToken)
    {
        if (bridge.Store.Read(c => PortalTable.FindGated(c, room, person)) is not { PortalState: not PortalState.Closed } row)
            return Delivered.Nothing;
        var portal = row.View();
        if (news.Header.Sender != person)
            await voice.SayOnceAsync(portal, $"expelled/{news.Id}", Sentences.YouWereRemoved(), cancellationToken);
        var sent = bridge.Connector is ISyncsMembership sync && !portal.Direct
            ? await sync.SendMembershipAsync(
                membership.Change(portal, portal.Person!.Value, "", ghost: false, MembershipChange.Remove, news.Id.Value), cancellationToken)
            : new NativeSent(null);
        await closing.CloseAsync(portal, cancellationToken);
        return new Delivered { Fidelity = sent.Fidelity };
    }

    /// <summary>Somebody else joined or left, or this portal's person joined: which opening the portal has done already.</summary>
    public async Task<Delivered> MembershipAsync(NativePortal portal, OcipEvent news, CancellationToken cancellationToken)
    {
        if (Read(news) is not { } change || IsNativeHere(portal, change.Target))
            return await NativeHereAsync(portal, news, cancellationToken);
        var joined = change.Change == MembershipChange.Join;
        var user = await directory.UserAsync(change.Target, cancellationToken);
        if (joined && user.Foreign == true)
            await notice.SayOthersAsync(portal, organisation => organisation == user.User.Provider, cancellationToken);
        if (await ghosts.OfAsync(change.Target, cancellationToken) is not { } ghost || bridge.Connector is not ISyncsMembership sync)
        {
            var text = joined ? Sentences.Joined(user.DisplayName) : change.Change == MembershipChange.Leave ? Sentences.Left(user.DisplayName) : Sentences.Removed(user.DisplayName);
            var said = await voice.SayAsync(portal, $"membership/{news.Id}", text, cancellationToken);
            return new Delivered { Fidelity = ["Who joins and leaves is said by the bridge.", .. said.Fidelity] };
        }
        await ghosts.ShowAsync(ghost, cancellationToken);
        var sent = await sync.SendMembershipAsync(
            membership.Change(portal, ghost.Account, ghost.DisplayName, ghost: true, joined ? MembershipChange.Join : MembershipChange.Leave, news.Id.Value), cancellationToken);
        await bridge.Store.WriteAsync(
            "portal.ghost",
            c =>
            {
                if (joined)
                    PortalTable.SetMember(c, portal.NativeRoom, ghost.User, ghost.Account, ghost: true);
                else
                    PortalTable.RemoveMember(c, portal.NativeRoom, ghost.User);
            },
            cancellationToken);
        return new Delivered { Fidelity = sent.Fidelity };
    }

    public async Task<Delivered> ProfileAsync(NativePortal portal, OcipEvent news, CancellationToken cancellationToken)
    {
        if (portal.Direct || news.Body is not { } body)
            return Delivered.Nothing;
        var name = Text(body.Content, "name");
        var topic = Text(body.Content, "topic");
        if (name is null && topic is null)
            return Delivered.Nothing;
        if (bridge.Connector is not ISetsRoomProfile profiles)
        {
            var said = await voice.SayAsync(portal, $"profile/{news.Id}", Sentences.Renamed(name, topic), cancellationToken);
            return new Delivered { Fidelity = ["Name and topic are said by the bridge.", .. said.Fidelity] };
        }
        var sent = await profiles.SendRoomProfileAsync(
            new NativeRoomProfile
            {
                Portal = portal, Sender = portal.Voice, SenderKind = portal.Voice == bridge.Bot ? SenderKind.Bot : SenderKind.Ghost, SenderName = Voice.Name,
                Key = TransactionKey.Of(portal.Voice, news.Id, portal.NativeRoom), Author = news.Header.Sender, CreatedAt = WireTime.Parse(news.Header.Created),
                Name = name, Topic = topic,
            },
            cancellationToken);
        return new Delivered { Fidelity = sent.Fidelity };
    }

    /// <summary>Of a native person in this very room: only a removal has to be carried out there.</summary>
    private async Task<Delivered> NativeHereAsync(NativePortal portal, OcipEvent news, CancellationToken cancellationToken)
    {
        if (portal.Kind != PortalKind.Observed || Read(news) is not { Change: MembershipChange.Remove } change
            || bridge.Store.Read(c => PortalTable.NativeMember(c, portal.NativeRoom, change.Target)) is not { } account)
            return Delivered.Nothing;
        if (bridge.Connector is not ISyncsMembership sync)
            return new Delivered { Fidelity = ["Native people cannot be removed from the native room by the bridge."] };
        var sent = await sync.SendMembershipAsync(membership.Change(portal, account, "", ghost: false, MembershipChange.Remove, news.Id.Value), cancellationToken);
        await bridge.Store.WriteAsync("portal.member", c => PortalTable.RemoveMember(c, portal.NativeRoom, change.Target), cancellationToken);
        return new Delivered { Fidelity = sent.Fidelity };
    }

    private bool IsNativeHere(NativePortal portal, UserId user) => bridge.Store.Read(c => PortalTable.NativeMember(c, portal.NativeRoom, user)) is not null;

    private static (UserId Target, MembershipChange Change)? Read(OcipEvent news)
    {
        if (news.Header.State is not { } state || Text(state, StateFields.Target) is not { } target || !UserId.TryParse(target, out var user))
            return null;
        return Text(state, StateFields.Membership) switch
        {
            "join" => (user, MembershipChange.Join),
            "leave" => (user, MembershipChange.Leave),
            "remove" => (user, MembershipChange.Remove),
            _ => null,
        };
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
