using System.Net;
using System.Text.Json.Nodes;
using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix.Homeserver;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Matrix.Inbound;
using Interop.Bridges.Matrix.Portals;
using Interop.Bridges.Native;

namespace Interop.Bridges.Matrix.Outbound;

/// <summary>
/// Carries out acts: brings the account into the room, marks the content, sends. The transaction id is the act's key, which
/// is made of the account too: Synapse scopes these ids by application service and path, not by ghost (synapse#2937), and
/// would answer a second ghost with the first one's event.
/// </summary>
internal sealed class ActSender(MatrixHomeserverClient ghosts, Puppets? puppets, EchoMark marks, RoomEntry rooms, PortalGuard guard)
{
    /// <summary>The kind of alias under which the further parts of a message are handed back.</summary>
    public const string PartAlias = "part";

    public async Task<NativeSent> SendAsync(OutboundAct act, IReadOnlyList<JsonObject> contents, IReadOnlyList<string> fidelity, CancellationToken cancel)
    {
        var room = MatrixRoomId.Parse(act.Portal.NativeRoom.Value);
        var sent = new List<MatrixEventId>(contents.Count);
        for (var part = 0; part < contents.Count; part++)
        {
            var content = contents[part];
            var key = part == 0 ? act.Key : TransactionKey.Of(act.Sender, $"{act.Key.Value}/{part}", act.Portal.NativeRoom);
            Mark(act, content, key, room, act.CreatedAt.ToUnixTimeMilliseconds());
            sent.Add(await InsideAsync(act, room, (homeserver, user) => homeserver.SendAsync(room, "m.room.message", key, content, user, act.CreatedAt, cancel), cancel));
        }

        return new NativeSent(
            new NativeEventId(sent[0].Value),
            [.. sent.Skip(1).Select(id => new NativeAlias(PartAlias, new NativeEventId(id.Value)))],
            fidelity);
    }

    public async Task<NativeSent> RetractAsync(NativeRetraction act, CancellationToken cancel)
    {
        // Only its own sender, or an account with power over others, may take a message back; of ours that is the room's voice.
        var own = act.Sender == act.Target.Sender || act.Portal.Voice == act.Sender;
        if (!own)
            act = act with { Sender = act.Portal.Voice, SenderKind = SenderKind.Bot };
        var room = MatrixRoomId.Parse(act.Portal.NativeRoom.Value);
        var targets = act.Target.Aliases.Where(alias => alias.Kind == PartAlias).Select(alias => alias.Id).Prepend(act.Target.Id).Distinct().ToList();
        MatrixEventId? first = null;
        for (var part = 0; part < targets.Count; part++)
        {
            var target = MatrixEventId.Parse(targets[part].Value);
            var key = part == 0 ? act.Key : TransactionKey.Of(act.Sender, $"{act.Key.Value}/{part}", act.Portal.NativeRoom);
            // Room versions from 11 on have the target in the content; written by us it is under the mark's code as well.
            var content = new JsonObject { ["redacts"] = target.Value };
            if (act.Reason is { Length: > 0 } reason)
                content["reason"] = reason;
            Mark(act, content, key, room, 0);
            var id = await InsideAsync(act, room, (homeserver, user) => homeserver.RedactAsync(room, target, key, content, user, cancel), cancel);
            first ??= id;
        }

        return new NativeSent(new NativeEventId(first!.Value.Value));
    }

    /// <summary>Runs as the act's account inside the room; once more after bringing it in, when the homeserver says that it is not.</summary>
    private async Task<MatrixEventId> InsideAsync(OutboundAct act, MatrixRoomId room, Func<MatrixHomeserverClient, MatrixUserId, Task<MatrixEventId>> run, CancellationToken cancel)
    {
        var user = MatrixUserId.Parse(act.Sender.Value);
        var homeserver = act.SenderKind == SenderKind.Puppet
            ? puppets?.Homeserver ?? throw new NativeRefusedException("The bridge may not act with employees' own accounts: there is no second registration.")
            : ghosts;
        var voice = MatrixUserId.Parse(act.Portal.Voice.Value);
        Func<Task>? invite = user == voice ? null : () => ghosts.InviteAsync(room, user, voice, cancel);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await rooms.EnsureAsync(homeserver, room, user, invite, cancel);
                await guard.CheckAsync(room, cancel);
                return await run(homeserver, user);
            }
            catch (MatrixException refused) when (refused.Status == HttpStatusCode.Forbidden)
            {
                rooms.Forget(room, user);
                if (attempt == 1)
                    continue;
                await guard.FindOutWhyRefusedAsync(act, room, cancel);
                throw;
            }
        }
    }

    private void Mark(OutboundAct act, JsonObject content, TransactionKey key, MatrixRoomId room, long sentAtMs)
    {
        if (act.SenderKind == SenderKind.Puppet)
            marks.PutSigned(content, key, room, MatrixUserId.Parse(act.Sender.Value), sentAtMs);
        else
            EchoMark.Put(content, key);
    }
}
