using Interop.Cli.Demo.Checking;
using Interop.Cli.Demo.Parts;
using Interop.Cli.Demo.Seats;
using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Demo.TwoOrgs.Check;

/// <summary>Who has no agreement stays outside; who suspends one is obeyed at once, and the room goes on when it is active again.</summary>
internal sealed class BorderChecks(CheckList list, TwoOrgsWorld world, DemoFolder folder, Ledger ledger, TimeProvider time)
{
    public async Task RunAsync(RoomId room, MatrixSeat alice, XmppSeat bob, CancellationToken cancel)
    {
        await list.RunAsync("stranger: somebody of an organisation without an agreement reaches nobody, and nobody reaches them", StrangerAsync, cancel);
        await list.RunAsync("suspended: alice's message is refused and she is told why, in both her clients", async stop =>
        {
            await TwoOrgsWorld.AgreeAsync(world.Acme.Admin, Globex.Provider, Agreement.Suspended, stop);
            var answer = await ByClient.SayAsync(world.Acme.Alice.Client, room, "By the client. suspended-1", time, stop);
            CheckFailedException.Unless(answer.Code == DecisionCodes.FederationSuspended.Code, $"the answer is {answer.Code} {answer.Detail}");
            var met = await CodeOfAsync(() => world.Acme.Alice.Client.CreateRoomAsync(new CreateRoomRequest("direct", [world.Globex.Bob.User]), stop));
            CheckFailedException.Unless(met == DecisionCodes.FederationSuspended.Code, $"a new room is answered {met}");
            await alice.SayAsync("By Matrix. suspended-2", null, stop);
            var told = await alice.HearAsync(t => t.Contains("suspended.", StringComparison.Ordinal), "word that it was refused", stop);
            await Task.Delay(Limits.SilenceMin, time, stop);
            CheckFailedException.Unless(!bob.Texts.Any(t => t.Contains("suspended-", StringComparison.Ordinal)), "bob got it");
            return $"{answer.Code}; on Matrix: {told.Text}";
        }, cancel);
        await list.RunAsync("suspended: what bob writes meanwhile waits; active again, the room goes on both ways", async stop =>
        {
            const string Waiting = "While it was suspended. border-1";
            ledger.Message(Waiting);
            await bob.SayAsync(Waiting, null, stop);
            await Task.Delay(Limits.SilenceMin, time, stop);
            CheckFailedException.Unless(!alice.Texts.Contains(Waiting), "alice got it");
            await TwoOrgsWorld.AgreeAsync(world.Acme.Admin, Globex.Provider, Agreement.Active, stop);
            await HearsAsync(alice, Waiting, stop);
            const string Again = "Welcome back. border-2";
            ledger.Message(Again);
            await alice.SayAsync(Again, null, stop);
            await HearsAsync(bob, Again, stop);
            return $"alice got '{Waiting}', bob got '{Again}'";
        }, cancel);
    }

    // The stranger's own administrator has set an agreement, so that the stranger's server does ask: it is acme that refuses.
    private async Task<string> StrangerAsync(CancellationToken cancel)
    {
        var (_, admin, mallory, client) = await world.StrangerAsync(folder, time, cancel);
        var alone = await CodeOfAsync(() => client.CreateRoomAsync(new CreateRoomRequest("direct", [world.Acme.Alice.User]), cancel));
        await TwoOrgsWorld.AgreeAsync(admin, Acme.Provider, Agreement.Active, cancel);
        var comesIn = await CodeOfAsync(() => client.CreateRoomAsync(new CreateRoomRequest("direct", [world.Acme.Alice.User]), cancel));
        var goesOut = await CodeOfAsync(() => world.Acme.Alice.Client.CreateRoomAsync(new CreateRoomRequest("direct", [mallory]), cancel));
        CheckFailedException.Unless(
            (alone, comesIn, goesOut) == (DecisionCodes.NoFederationAgreement.Code, DecisionCodes.NoFederationAgreement.Code, DecisionCodes.NoFederationAgreement.Code),
            $"the stranger is answered {alone} by the own server and {comesIn} by acme, alice {goesOut}");
        return $"the stranger's server is answered {comesIn} by acme; alice, who asks for the stranger, {goesOut}";
    }

    private async Task HearsAsync(ISeat listener, string text, CancellationToken cancel)
    {
        ledger.Hears(listener, text);
        await listener.HearAsync(t => t == text, $"'{text}'", cancel);
    }

    private static async Task<string> CodeOfAsync(Func<Task<RoomView>> ask)
    {
        try
        {
            await ask();
            return "2.0.0";
        }
        catch (OcipProblemException refused)
        {
            return refused.Problem.Code;
        }
    }
}
