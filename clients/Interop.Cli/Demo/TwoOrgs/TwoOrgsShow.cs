using Interop.Cli.Demo.Parts;
using Interop.Cli.Demo.Seats;
using Interop.Client;
using Interop.Protocol.ClientApi;

namespace Interop.Cli.Demo.TwoOrgs;

/// <summary>
/// demo --two-orgs for people: says where everything is, lets the two greet each other, then prints each message as it is archived on
/// either side, with the stamps of both organisations, until interrupted.
/// </summary>
internal sealed class TwoOrgsShow(DemoFolder folder, TimeProvider time)
{
    private const string RoomName = "Across organisations";

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        await using var world = await TwoOrgsWorld.StartAsync(folder, new ErrorLines(), time, cancel);
        var (acme, globex) = (world.Acme, world.Globex);
        await acme.Alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [globex.Bob.User], RoomName, "A room of two organisations"), cancel);
        var alice = await SeatFinder.OnMatrixAsync("alice", acme.Alice.Matrix, RoomName, cancel);
        var bob = await SeatFinder.OnXmppAsync("bob", globex.Bob.Xmpp, known: 0, cancel);
        Introduce(world, bob.Address);

        await alice.SayAsync("Hello Bob, this is Alice of Acme, on Matrix.", null, cancel);
        await bob.HearAsync(t => t.Contains("Alice of Acme", StringComparison.Ordinal), "greeting", cancel);
        await bob.SayAsync("Hello Alice, this is Bob of Globex, on XMPP.", null, cancel);
        await alice.HearAsync(t => t.Contains("Bob of Globex", StringComparison.Ordinal), "answer", cancel);
        // Bob's account is now free for the client of whoever tries this.
        await globex.Bob.Xmpp.LeaveAsync(bob.Address, "bob", cancel);
        await globex.Bob.Xmpp.DisposeAsync();

        await Task.WhenAll(FollowAsync("acme", acme.Admin, acme.Server.Data, cancel), FollowAsync("globex", globex.Admin, globex.Server.Data, cancel));
        return Run.Done;
    }

    private static async Task FollowAsync(string who, OcipClient admin, string data, CancellationToken cancel)
    {
        var journal = new DemoJournal(admin, $"{who,-7} ");
        await foreach (var record in admin.Archive.JournalAsync(-1, cancel))
        {
            if (await journal.LineAsync(record, cancel) is not { } line)
                continue;
            var stamps = StampedEvent.StampsOf(data, record.Index);
            // One write for each, so that lines of the two do not mix.
            await Console.Out.WriteAsync($"{line}{(stamps.Length == 0 ? "" : $"\n{"",19}{stamps}")}\n");
        }
    }

    private void Introduce(TwoOrgsWorld world, string groupChat)
    {
        var (acme, globex) = (world.Acme, world.Globex);
        var (alice, bob) = (acme.Alice, globex.Bob);
        Console.WriteLine($"""

            acme      Matrix, homeserver {acme.Synapse.BaseUrl.ToString().TrimEnd('/')}
                      Alice   {alice.Matrix.UserId,-18} password {alice.MatrixPassword}
                      in Element: Sign in, edit the homeserver, enter the address above
                      policies in its server: {acme.Server.Url}swagger

            globex    XMPP, host 127.0.0.1, port {globex.Prosody.ClientPort}, without TLS
                      Bob     {bob.Xmpp.Address,-18} password {bob.XmppPassword}
                      in Gajim or Dino set host and port by hand; in profanity:
                      /connect {bob.Xmpp.Address} server 127.0.0.1 port {globex.Prosody.ClientPort} tls disable
                      its server: {globex.Server.Url}swagger
                      its compliance proxy, a process of its own: {globex.Proxy.Url}swagger

            Room      "{RoomName}": Alice is in it; Bob joins {groupChat}
            Direct    Alice writes to Bob at   {GhostNames.OnMatrix($"bob@{Globex.Provider}", Acme.MatrixServerName)}
                      Bob writes to Alice at   {GhostNames.OnXmpp($"alice@{Acme.Provider}", Globex.BridgeDomain)}

            Folder    {folder.Root} (logs, data; gone at the end unless you named it by --data)

            Each message as it is archived on either side, and below it the decisions that both organisations have signed; Ctrl-C stops everything.

            """);
    }
}
