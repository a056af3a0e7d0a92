using Interop.Bridges.RealServers.NativeClients;

namespace Interop.Cli.Demo.Seats;

/// <summary>Waits for the native room that the bridge makes for a person, and sits down in it.</summary>
internal static class SeatFinder
{
    public static async Task<MatrixSeat> OnMatrixAsync(string who, MatrixClient client, string roomName, CancellationToken cancel)
    {
        var invite = await client.Invites.WaitAsync(i => i.Name == roomName, Limits.ArrivalMax, $"invitation to '{roomName}' for {who}", cancel);
        return new MatrixSeat(who, client, invite.Room);
    }

    /// <param name="who">For people.</param>
    /// <param name="client">Accepts invitations by itself.</param>
    /// <param name="known">Invitations that came before the one that is meant.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public static async Task<XmppSeat> OnXmppAsync(string who, XmppClient client, int known, CancellationToken cancel)
    {
        var seen = 0;
        var invite = await client.Stanzas.WaitAsync(s => s.InvitedTo is not null && ++seen > known, Limits.ArrivalMax, $"invitation for {who}", cancel);
        await client.Stanzas.WaitAsync(s => s.Name == "presence" && s.FromBare == invite.InvitedTo && s.HasStatus("110"), Limits.ArrivalMax, $"entry of {who}", cancel);
        return new XmppSeat(who, client, invite.InvitedTo!, client.Address[..client.Address.IndexOf('@', StringComparison.Ordinal)]);
    }
}
