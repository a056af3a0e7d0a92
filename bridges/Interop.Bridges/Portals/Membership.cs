using Interop.Bridges.Connectors;
using Interop.Bridges.Inbound;
using Interop.Bridges.Native;
using Interop.Bridges.People;
using Interop.Bridges.Storage;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Portals;

/// <summary>Who is in a portal, on both sides.</summary>
internal sealed class Membership(BridgeContext bridge, GhostRegistry ghosts)
{
    /// <summary>A native person who sits in an observed room becomes a participant of the OCIP room; being one already is no fault.</summary>
    /// <param name="portal">The observed portal.</param>
    /// <param name="native">The person.</param>
    /// <param name="user">The same.</param>
    /// <param name="act">Names this joining: the server takes each once.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task JoinRoomAsync(NativePortal portal, NativeUser native, UserView user, string act, CancellationToken cancellationToken)
    {
        var draft = new EventDraft
        {
            Room = portal.Room, Type = EventTypes.Membership, Content = Drafts.Nothing, State = Drafts.MembershipState(user.User, "join"), Sender = user.User,
            Provenance = new Provenance
            {
                Network = bridge.Network, Account = native.Account.Value, NativeId = act, NativeRoom = portal.NativeRoom.Value, ReceivedAt = bridge.Now,
            },
        };
        var response = await bridge.Api.SubmitAsync(new SubmitRequest(TransactionId.Create(bridge.Time), [draft]), cancellationToken);
        var result = response.Results[0];
        if (result.Code.StartsWith('4'))
            throw new Api.ApiUnavailableException($"the server answered {result.Code} {result.Detail}");
        if (!result.Code.StartsWith('2'))
            Log.Refused(bridge.Log, act, portal.NativeRoom.Value, $"{result.Code} {result.Detail}");
    }

    /// <summary>Makes a ghost exist and be in the portal.</summary>
    public async Task BringGhostAsync(NativePortal portal, Ghost ghost, CancellationToken cancellationToken)
    {
        await ghosts.ShowAsync(ghost, cancellationToken);
        if (bridge.Store.Read(c => PortalTable.HasGhost(c, portal.NativeRoom, ghost.User)))
            return;
        if (bridge.Connector is ISyncsMembership sync && !portal.Direct)
            await sync.SendMembershipAsync(Change(portal, ghost.Account, ghost.DisplayName, ghost: true, MembershipChange.Join, $"bring/{ghost.User}/{bridge.Now}"), cancellationToken);
        await bridge.Store.WriteAsync("portal.ghost", c => PortalTable.SetMember(c, portal.NativeRoom, ghost.User, ghost.Account, ghost: true), cancellationToken);
    }

    /// <summary>A change of membership on the network, done by the portal's voice.</summary>
    public NativeMembership Change(NativePortal portal, NativeUserId subject, string name, bool ghost, MembershipChange change, string act) => new()
    {
        Portal = portal, Sender = portal.Voice, SenderKind = portal.Voice == bridge.Bot ? SenderKind.Bot : SenderKind.Ghost, SenderName = Voice.Name,
        Key = TransactionKey.Of(portal.Voice, $"membership/{subject}/{act}", portal.NativeRoom), CreatedAt = bridge.Time.GetUtcNow(), Subject = subject, SubjectName = name,
        SubjectIsGhost = ghost, Change = change,
    };
}
