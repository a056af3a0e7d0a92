using Interop.Cli.Generating;
using Interop.Client;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Demo.Firm.Work;

/// <summary>Now and then somebody reports a message that was written to them.</summary>
internal sealed class FirmReports(FirmTraffic traffic, Dice dice)
{
    private const int Tries = 50;

    private static readonly string[] Reasons = ["This was meant to hurt.", "He asks me for the client's address again.", "I do not want to be spoken to like this.", "This looks like inside information."];

    /// <summary>Of the last message in some room of several colleagues, by somebody for whom nothing is held.</summary>
    public async Task OneAsync(CancellationToken stop)
    {
        var plan = traffic.Plan;
        for (var n = 0; n < Tries; n++)
        {
            var room = plan.Rooms[dice.Below(plan.Rooms.Length)];
            if (room.Name is null || traffic.LastIn(room) is not { } said)
                continue;
            var reporter = Array.Find(room.Members, m => m != said.Person && FirmHiring.IsOnCall(m));
            if (!FirmHiring.IsOnCall(reporter) || reporter == said.Person || !room.Members.Contains(reporter))
                continue;
            using var client = new OcipClient(traffic.Server, plan.People[reporter].Token);
            await client.ReportAsync(new AbuseReport { Room = room.Room, Event = EventId.Parse(said.Event), Reason = Reasons[dice.Below(Reasons.Length)] }, stop);
            return;
        }
    }
}
