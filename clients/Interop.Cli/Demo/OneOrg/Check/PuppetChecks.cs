using Interop.Cli.Demo.Checking;
using Interop.Cli.Demo.Seats;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Demo.OneOrg.Check;

/// <summary>An employee writes with another client: on Matrix it is she herself who says it, not a ghost.</summary>
internal sealed class PuppetChecks(CheckList list, OneOrgWorld world, Ledger ledger, TimeProvider time)
{
    public Task RunAsync(RoomId room, MatrixSeat alice, ISeat[] listeners, CancellationToken cancel) =>
        list.RunAsync("puppet: what alice writes over the client API appears on Matrix as her own, and reaches everybody", async stop =>
        {
            const string Text = "Written with another client. puppet";
            ledger.Message(Text);
            var answer = await ByClient.SayAsync(world.Alice.Client, room, Text, time, stop);
            CheckFailedException.Unless(answer.Code == "2.0.0", $"submit answers {answer.Code} {answer.Detail}");
            foreach (var listener in listeners)
            {
                ledger.Hears(listener, Text);
                await listener.HearAsync(t => t == Text, "message of the client API", stop);
            }
            var own = await world.Alice.Matrix.Events.WaitAsync(e => e.Room == alice.Room && e.Body == Text, Limits.ArrivalMax, "own message in alice's portal", stop);
            CheckFailedException.Unless(own.Sender == world.Alice.Matrix.UserId, $"in alice's portal it is said by {own.Sender}");
            return $"in alice's portal it is said by {own.Sender}";
        }, cancel);
}
