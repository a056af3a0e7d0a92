using Interop.Bridges.RealServers.NativeClients;
using Interop.Cli.Demo.Checking;
using Interop.Cli.Demo.Parts;
using Interop.Cli.Demo.Seats;

namespace Interop.Cli.Demo.OneOrg.Check;

/// <summary>An outsider who writes unasked: told of the recording before anything of it goes on.</summary>
internal sealed class OutsiderChecks(CheckList list, OneOrgWorld world, Ledger ledger)
{
    private const string Unasked = "I would like to buy something. unasked";

    public Task RunAsync(CancellationToken cancel) => list.RunAsync("notice: an outsider's unasked first message is sealed until the notice is out", async stop =>
    {
        var dan = await world.MeetAsync("dan", stop);
        var seat = new XmppSeat("dan", dan.Xmpp, GhostNames.OnXmpp("alice", OneOrgWorld.XmppBridgeDomain), null);
        ledger.Message(Unasked);
        await seat.SayAsync(Unasked, null, stop);
        await seat.HearAsync(PlaceChecks.IsNotice, "notice", stop);
        var arrived = await world.Alice.Matrix.Events.WaitAsync(e => e.Body == Unasked, Limits.ArrivalMax, "dan's message for alice", stop);
        CheckFailedException.Unless(await NoticeBeforeReleaseAsync(stop), "the archive has no notice record after the sealed message");
        return $"dan got the notice, alice then got the message from {arrived.Sender} ({await NameAsync(arrived, stop)})";
    }, cancel);

    // In the archive the message comes first, sealed; then the record that its sender was told.
    private async Task<bool> NoticeBeforeReleaseAsync(CancellationToken cancel)
    {
        long? message = null;
        await foreach (var record in ArchiveRecords.AllAsync(world.Admin, cancel))
        {
            if (ArchiveRecords.TextOf(record) == Unasked)
                message = record.Index;
            else if (message < record.Index && ArchiveRecords.KindOf(record) == "notice")
                return true;
        }
        return false;
    }

    private async Task<string?> NameAsync(MatrixEvent arrived, CancellationToken cancel) =>
        (await world.Alice.Matrix.MembersAsync(arrived.Room, cancel)).GetValueOrDefault(arrived.Sender);
}
