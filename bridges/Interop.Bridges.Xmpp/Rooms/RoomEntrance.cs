using System.Xml.Linq;
using Interop.Bridges.Connectors;
using Interop.Bridges.Xmpp.Addresses;
using Interop.Bridges.Xmpp.Component;
using Interop.Bridges.Xmpp.Messages;
using Interop.Bridges.Xmpp.Xml;

namespace Interop.Bridges.Xmpp.Rooms;

/// <summary>Brings accounts of ours into rooms and out again (XEP-0045 §7), under a nickname that the server takes and nobody else looks like.</summary>
internal sealed class RoomEntrance(ComponentStream stream, RoomAdmin admin, XmppOptions options, TimeProvider time)
{
    /// <summary>The resource of everything that we send: rooms want full addresses.</summary>
    public const string Resource = "bridge";
    private static readonly TimeSpan OutStep = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan FullComeBack = TimeSpan.FromMinutes(1);

    /// <summary>The address under which an account of ours is in rooms.</summary>
    public static string Seat(string account) => $"{account}/{Resource}";

    /// <summary>Enters, unless it is in; true when that made the room.</summary>
    /// <param name="room">The room.</param>
    /// <param name="account">Ours.</param>
    /// <param name="name">Display name.</param>
    /// <param name="since">Replay what was said since then, of rooms without an archive; null: nothing.</param>
    /// <param name="cancel">Ends the attempt.</param>
    /// <exception cref="NativeRefusedException">Not allowed in.</exception>
    public async Task<bool> EnterAsync(Room room, string account, string name, DateTimeOffset? since, CancellationToken cancel)
    {
        if (room.NickOf(account) is not null)
            return false;
        if (room.RemovedBecause(account) is { } why)
            throw new NativeRefusedException($"{account} was removed from {room.Address}: {why}.");
        await room.Doors.WaitAsync(cancel);
        try
        {
            if (room.NickOf(account) is not null)
                return false;
            var created = await TryNamesAsync(room, account, name, since, cancel);
            if (!created && account == options.Domain && await IsBlindAsync(room, cancel))
            {
                await LeaveAsync(room, account, cancel);
                await WaitUntilOutAsync(room, account, cancel);
                await TryNamesAsync(room, account, name, since, cancel);
            }
            return created;
        }
        finally
        {
            room.Doors.Release();
        }
    }

    /// <summary>Leaves, if it is in.</summary>
    public async Task LeaveAsync(Room room, string account, CancellationToken cancel)
    {
        var nick = room.NickOf(account);
        if (nick is null || !room.BeginLeaving(account))
            return;
        room.StopListening(account);
        await stream.SendAsync(Presence(room, account, nick, "unavailable"), cancel);
    }

    /// <summary>Takes another nickname in every room, as the display name changed.</summary>
    public async Task RenameAsync(Room room, string account, string name, CancellationToken cancel)
    {
        if (room.NickOf(account) is not { } now)
            return;
        var wanted = Nickname.Candidates(name, account).First(n => !room.LooksTaken(n, account));
        if (now != wanted)
            await stream.SendAsync(With(Presence(room, account, wanted, null), name), cancel);
    }

    /// <summary>True when the room still knows this seat (XEP-0410).</summary>
    public async Task<bool> IsInAsync(Room room, string account, CancellationToken cancel)
    {
        if (room.NickOf(account) is not { } nick)
            return false;
        var ping = new XElement(
            Ns.Component + "iq", new XAttribute("type", "get"), new XAttribute("from", Seat(account)), new XAttribute("to", $"{room.Address}/{nick}"),
            new XElement(Ns.Ping + "ping"));
        try
        {
            await stream.QueryAsync(ping, cancel);
            return true;
        }
        catch (StanzaErrorException error)
        {
            // Not-acceptable: not in. The rest says that we are in, but the ping was not answered.
            return error.Condition is not ("not-acceptable" or "item-not-found" or "gone");
        }
    }

    /// <summary>
    /// ejabberd does not tell who is there when the seat of an earlier connection was never given up: it takes the entering for a mere presence. (Prosody does.)
    /// </summary>
    private async Task<bool> IsBlindAsync(Room room, CancellationToken cancel)
    {
        if (room.OccupantCount > 0)
            return false;
        try
        {
            return await admin.OccupantsAsync(room.Address, cancel) > 1;
        }
        catch (StanzaErrorException)
        {
            return false; // it tells nobody
        }
    }

    private async Task WaitUntilOutAsync(Room room, string account, CancellationToken cancel)
    {
        for (var waited = TimeSpan.Zero; room.NickOf(account) is not null && waited < options.AnswerMax; waited += OutStep)
            await Task.Delay(OutStep, time, cancel);
    }

    private async Task<bool> TryNamesAsync(Room room, string account, string name, DateTimeOffset? since, CancellationToken cancel)
    {
        var skipBase = "";
        foreach (var nick in Nickname.Candidates(name, account))
        {
            var stem = nick.Split(" (")[0];
            if (stem == skipBase || room.LooksTaken(nick, account))
                continue;
            var answer = await AskAsync(room, account, nick, name, since, cancel);
            if (answer.Error is null)
                return await CheckedAsync(room, account, answer, name, cancel);
            switch (answer.Error.Condition)
            {
                case "conflict":
                    continue;
                case "jid-malformed" or "bad-request":
                    skipBase = stem; // signs that this server does not take: numbers after them do not help
                    continue;
                case "service-unavailable" or "resource-constraint":
                    throw new NativeBusyException($"The room {room.Address} is full.", FullComeBack);
                default:
                    throw Refused(room, account, answer.Error);
            }
        }
        throw new NativeRefusedException($"The room {room.Address} takes no nickname for {account}.");
    }

    /// <summary>The server may have folded the name into one that looks like somebody else's.</summary>
    private async Task<bool> CheckedAsync(Room room, string account, JoinAnswer answer, string name, CancellationToken cancel)
    {
        if (room.LooksTaken(answer.Nick!, account))
        {
            var other = Nickname.Candidates(name, account).First(n => !room.LooksTaken(n, account));
            await stream.SendAsync(With(Presence(room, account, other, null), name), cancel);
        }
        return answer.Created;
    }

    private async Task<JoinAnswer> AskAsync(Room room, string account, string nick, string name, DateTimeOffset? since, CancellationToken cancel)
    {
        var history = since is { } from
            ? new XElement(Ns.Muc + "history", new XAttribute("since", from.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)))
            : new XElement(Ns.Muc + "history", new XAttribute("maxstanzas", 0));
        var presence = With(Presence(room, account, nick, null), name);
        presence.Add(new XElement(Ns.Muc + "x", history));
        var answer = room.Try(account, nick);
        await stream.SendAsync(presence, cancel);
        return await answer.WaitAsync(options.AnswerMax, time, cancel);
    }

    private static XElement With(XElement presence, string name)
    {
        presence.Add(MessageWriter.Nick(name));
        return presence;
    }

    private static XElement Presence(Room room, string account, string nick, string? type) => new(
        Ns.Component + "presence",
        new XAttribute("from", Seat(account)),
        new XAttribute("to", $"{room.Address}/{nick}"),
        type is null ? null : new XAttribute("type", type));

    private static NativeRefusedException Refused(Room room, string account, StanzaErrorException error)
    {
        var why = error.Condition switch
        {
            "forbidden" => "it is banned",
            "registration-required" => "only members may enter",
            "not-authorized" => "a password is needed",
            "item-not-found" or "gone" => "there is no such room",
            "not-allowed" => "the bridge may not make rooms there",
            _ => error.Message,
        };
        return new NativeRefusedException($"{account} may not enter {room.Address}: {why}.", error);
    }
}
