using Interop.Bridges.Native;

namespace Interop.Bridges.Tests.ConnectorContract;

/// <summary>
/// Somebody at a client of the network. Methods return when the network has taken the act; what a network cannot do throws NotSupportedException
/// (the suite asks only for what goes with the optional interfaces that the connector implements).
/// </summary>
public interface INativePerson
{
    NativeUserId Account { get; }

    /// <summary>Opens a direct conversation with a ghost (which need not have been shown before).</summary>
    Task<NativeRoomId> StartDirectAsync(NativeUserId ghost);

    /// <summary>Makes a room of several people, this one being in it.</summary>
    Task<NativeRoomId> MakeRoomAsync(string name);

    Task InviteAsync(NativeRoomId room, NativeUserId account);

    /// <summary>Accepts an invitation, waiting for it if need be, or enters an open room. In a direct chat that needs no joining: nothing to do.</summary>
    Task JoinAsync(NativeRoomId room);

    Task LeaveAsync(NativeRoomId room);

    /// <summary>Writes; returns the id by which the network will show this message to the bridge.</summary>
    Task<NativeEventId> SayAsync(NativeRoomId room, string text, string? html = null);

    Task ReplyAsync(NativeRoomId room, NativeEventId to, string text);

    /// <summary>Changes a message of this person.</summary>
    Task EditAsync(NativeRoomId room, NativeEventId message, string text);

    /// <summary>Sends a file, with a text where the network has such; returns the id by which the network will show the message to the bridge.</summary>
    Task<NativeEventId> SendFileAsync(NativeRoomId room, PersonFile file, string? caption = null);

    /// <summary>Changes the text of a file that this person sent.</summary>
    Task EditCaptionAsync(NativeRoomId room, NativeEventId message, PersonFile file, string caption);

    /// <summary>Opens a file that this person sees.</summary>
    Task<byte[]> OpenAsync(SeenMessage message);

    Task RetractAsync(NativeRoomId room, NativeEventId message);

    /// <summary>
    /// What this person's client shows now, oldest first: one entry per message, with edits applied and retracted ones marked. Messages only, no joins.
    /// </summary>
    Task<IReadOnlyList<SeenMessage>> TimelineAsync(NativeRoomId room);

    /// <summary>The accounts in the room, as this person's client sees them, bot and ghosts included.</summary>
    Task<IReadOnlyList<NativeUserId>> MembersAsync(NativeRoomId room);
}
