using System.Globalization;
using Interop.Cli.Demo.Checking;
using Interop.Cli.Demo.Parts;
using Interop.Cli.Demo.Seats;
using Interop.Protocol.AdminApi;

namespace Interop.Cli.Demo.OneOrg.Check;

/// <summary>
/// Closed hours in a room with one open and one closed member: the open one hears at once; the closed one hears nothing, not even
/// after the server was killed and started again, and at opening everything in order, without what was taken back.
/// </summary>
internal sealed class HoldChecks(CheckList list, OneOrgWorld world, Ledger ledger, TimeProvider time)
{
    private const string First = "Held, the first. hold-1";
    private const string Second = "Held, to be changed. hold-2";
    private const string SecondChanged = "Held, changed while held. hold-2b";
    private const string Third = "Held, to be taken back. hold-3";
    private const string Fourth = "Held, said after the restart. hold-4";
    private const string Direct = "Are you there, Carol? hold-direct";
    private static readonly TimeSpan ClosedFor = TimeSpan.FromHours(6);
    private static readonly TimeSpan OpensIn = TimeSpan.FromSeconds(8);

    /// <param name="writer">An employee, open.</param>
    /// <param name="open">Hears at once.</param>
    /// <param name="closed">Carol's seat.</param>
    /// <param name="cancel">Ends the run.</param>
    public async Task RunAsync(ISeat writer, ISeat open, ISeat closed, CancellationToken cancel)
    {
        await list.RunAsync("hold: the open member hears at once, the closed one not; the sender is told until when", async stop =>
        {
            var opening = await CloseAsync(ClosedFor, stop);
            await SayAsync(writer, First, open, stop);
            var second = await SayAsync(writer, Second, open, stop);
            var third = await SayAsync(writer, Third, open, stop);
            ledger.Edit(SecondChanged);
            ledger.Hears(open, SecondChanged);
            await writer.EditAsync(second.Said, SecondChanged, stop);
            await open.HearEditAsync(second.Heard, SecondChanged, stop);
            await writer.RetractAsync(third.Said, stop);
            await open.HearRetractionAsync(third.Heard, stop);
            await SilentAsync(closed, stop);
            var told = await writer.HearAsync(t => t.Contains("held until", StringComparison.Ordinal) && t.Contains("Carol", StringComparison.Ordinal), "word that it is held", stop);
            return $"carol is closed until {opening}; {writer.Who} is told: {told.Text}";
        }, cancel);
        await list.RunAsync("hold: the server is killed and started again, and still holds", async stop =>
        {
            await world.Server.KillAsync();
            await world.Server.StartAsync(stop);
            await SayAsync(writer, Fourth, open, stop);
            await SilentAsync(closed, stop);
            return "kill -9; the bridges reconnected by themselves; nothing lost, nothing released";
        }, cancel);
        await list.RunAsync("hold: at opening all is released in order, the edit after its original, the retracted message never", async stop =>
        {
            var opening = await CloseAsync(OpensIn, stop);
            await SilentAsync(closed, stop);
            foreach (var text in (string[])[First, Second, Fourth])
                ledger.Hears(closed, text);
            await closed.HearAsync(t => t == First, "first held message", stop);
            var second = await closed.HearAsync(t => t == Second, "second held message", stop);
            ledger.Hears(closed, SecondChanged);
            await closed.HearEditAsync(second, SecondChanged, stop);
            await closed.HearAsync(t => t == Fourth, "fourth held message", stop);
            var arrived = closed.Texts.Where(t => t.Contains("hold-", StringComparison.Ordinal)).ToArray();
            CheckFailedException.Unless(arrived.SequenceEqual([First, Second, SecondChanged, Fourth]), $"carol got, in this order: {string.Join(" | ", arrived)}");
            return $"opened at {opening}; carol got: {string.Join(" | ", arrived)}";
        }, cancel);
        await list.RunAsync("hold: an outsider's direct message waits for the employee's hours", DirectAsync, cancel);
        await list.RunAsync("hold: hours without limits again", async stop =>
        {
            await world.Admin.Admin.ClearHoursAsync(world.Carol.User, stop);
            const string Text = "Open again. hold-after";
            ledger.Message(Text);
            ledger.Hears(open, Text);
            ledger.Hears(closed, Text);
            await writer.SayAsync(Text, null, stop);
            await closed.HearAsync(t => t == Text, "message after the hours were taken away", stop);
            return "delivered at once";
        }, cancel);
    }

    private async Task<string> DirectAsync(CancellationToken cancel)
    {
        await CloseAsync(ClosedFor, cancel);
        var bob = new XmppSeat("bob", world.Bob.Xmpp, GhostNames.OnXmpp("carol", OneOrgWorld.XmppBridgeDomain), null);
        ledger.Message(Direct);
        await bob.SayAsync(Direct, null, cancel);
        await Task.Delay(Limits.SilenceMin, time, cancel);
        CheckFailedException.Unless(Arrivals() == 0, "carol got it while closed");
        await world.Admin.Admin.ClearHoursAsync(world.Carol.User, cancel);
        await world.Carol.Matrix.Events.WaitAsync(e => e.Body == Direct, Limits.ArrivalMax, "bob's direct message for carol", cancel);
        CheckFailedException.Unless(Arrivals() == 1, $"carol got it {Arrivals()} times");
        return $"bob saw: {string.Join(" | ", bob.Texts)}";

        int Arrivals() => world.Carol.Matrix.Events.All.Count(e => e.Body == Direct);
    }

    private async Task<(Said Said, Heard Heard)> SayAsync(ISeat writer, string text, ISeat open, CancellationToken cancel)
    {
        ledger.Message(text);
        ledger.Hears(open, text);
        var said = await writer.SayAsync(text, null, cancel);
        return (said, await open.HearAsync(t => t == text, $"'{text}'", cancel));
    }

    private async Task SilentAsync(ISeat closed, CancellationToken cancel)
    {
        await Task.Delay(Limits.SilenceMin, time, cancel);
        var heard = closed.Texts.Where(t => t.Contains("hold-", StringComparison.Ordinal)).ToArray();
        CheckFailedException.Unless(heard.Length == 0, $"{closed.Who} is closed and got {string.Join(" | ", heard)}");
    }

    // Open all day but from now until the opening: hours that go past midnight.
    private async Task<string> CloseAsync(TimeSpan closedFor, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var opening = Clock(now + closedFor);
        await world.Admin.Admin.SetHoursAsync(
            world.Carol.User, new DeliveryHours { Zone = "Etc/UTC", Weekly = [new WeeklyHours(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], opening, Clock(now - TimeSpan.FromSeconds(1)))] }, cancel);
        return opening;
    }

    private static string Clock(DateTimeOffset at) => at.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
