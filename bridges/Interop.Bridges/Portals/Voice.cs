using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Storage;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Portals;

/// <summary>The bridge speaks to native people, as notices that are never bridged back (they come from an account of ours).</summary>
internal sealed class Voice(BridgeContext bridge)
{
    public const string Name = "Bridge";

    /// <summary>Says something.</summary>
    /// <param name="portal">Where; <see cref="Nowhere"/> makes one for a native room that is no portal.</param>
    /// <param name="what">Names the saying: the same is shown once on networks that drop repeats.</param>
    /// <param name="text">One plain sentence, or the organisation's notice.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<NativeSent> SayAsync(NativePortal portal, string what, string text, CancellationToken cancellationToken) => bridge.Connector.SendAsync(
        new NativeMessage
        {
            Portal = portal, Sender = portal.Voice, SenderKind = portal.Voice == bridge.Bot ? SenderKind.Bot : SenderKind.Ghost, SenderName = Name,
            Key = Key(portal, what), CreatedAt = bridge.Time.GetUtcNow(), Kind = MessageKind.Notice, Text = text,
        },
        cancellationToken);

    /// <summary>Says something once: a crash between saying and noting it down says it again, with the same key.</summary>
    public async Task SayOnceAsync(NativePortal portal, string what, string text, CancellationToken cancellationToken)
    {
        var key = Key(portal, what).Value;
        if (bridge.Store.Read(c => ToldTable.Has(c, key)))
            return;
        try
        {
            await SayAsync(portal, what, text, cancellationToken);
        }
        catch (NativeRefusedException refused)
        {
            // The person cannot be told (left, blocks us): what happened to the message stands in the archive all the same.
            Log.CouldNotTell(bridge.Log, portal.NativeRoom.Value, refused.Message);
        }
        await bridge.Store.WriteAsync("told", c => ToldTable.Add(c, key, bridge.Now), cancellationToken);
    }

    /// <summary>The transaction key of a saying; never that of another act about the same thing.</summary>
    public static TransactionKey Key(NativePortal portal, string what) => TransactionKey.Of(portal.Voice, "say/" + what, portal.NativeRoom);

    /// <summary>A native room that stands for no room, to answer into.</summary>
    public static NativePortal Nowhere(NativeRoomId room, NativeUserId voice, NativeUserId? person) => new()
    {
        NativeRoom = room, Room = default(RoomId), Kind = PortalKind.Gated, Direct = person is not null, Person = person, Voice = voice,
    };
}
