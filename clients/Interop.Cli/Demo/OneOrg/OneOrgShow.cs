using System.Globalization;
using Interop.Cli.Demo.Firm;
using Interop.Cli.Demo.Parts;
using Interop.Cli.Demo.Seats;
using Interop.Protocol.ClientApi;

namespace Interop.Cli.Demo.OneOrg;

/// <summary>The demo for people: says where everything is, lets the two greet each other, then prints each message as it is archived, until interrupted.</summary>
internal sealed class OneOrgShow(DemoFolder folder, FirmOptions firm)
{
    private const string RoomName = "Across networks";

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var progress = new ErrorLines();
        await using var world = await OneOrgWorld.StartAsync(folder, firm, progress, opened => Open(opened, progress), cancel);
        // What is printed begins here: the past is for the archive's commands.
        var past = world.Firm is null ? -1 : long.Parse((await world.Admin.Archive.CheckpointAsync(cancel)).Split('\n')[1], CultureInfo.InvariantCulture) - 1;
        await world.Alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [world.Carol.User, world.Bob.User], RoomName, "A room of two networks"), cancel);
        await SeatFinder.OnMatrixAsync("carol", world.Carol.Matrix, RoomName, cancel);
        var alice = await SeatFinder.OnMatrixAsync("alice", world.Alice.Matrix, RoomName, cancel);
        var bob = await SeatFinder.OnXmppAsync("bob", world.Bob.Xmpp, known: 0, cancel);
        Introduce(world, bob.Address);

        await alice.SayAsync("Hello Bob, this is Alice on Matrix.", null, cancel);
        await bob.HearAsync(t => t.Contains("Alice on Matrix", StringComparison.Ordinal), "greeting", cancel);
        await bob.SayAsync("Hello Alice, this is Bob on XMPP.", null, cancel);
        await alice.HearAsync(t => t.Contains("Bob on XMPP", StringComparison.Ordinal), "answer", cancel);
        // Bob's account is now free for the client of whoever tries this.
        await world.Bob.Xmpp.LeaveAsync(bob.Address, "bob", cancel);
        await world.Bob.Xmpp.DisposeAsync();

        var journal = new DemoJournal(world.Admin);
        await foreach (var record in world.Admin.Archive.JournalAsync(past, cancel))
        {
            if (await journal.LineAsync(record, cancel) is { } line)
                Console.WriteLine(line);
        }
        return Run.Done;
    }

    /// <summary>From here on it can be looked at, and goes on by itself.</summary>
    private static void Open(OneOrgWorld.Opened opened, IProgress<string> progress)
    {
        opened.Firm.Live(progress);
        Console.WriteLine($"\nWeb       {opened.Web}   sign in as");
        foreach (var officer in opened.Firm.Officers)
            Console.WriteLine($"          {officer.Account,-16} password {officer.Password}   ({officer.Work})");
        Console.WriteLine();
    }

    private void Introduce(OneOrgWorld world, string groupChat)
    {
        var homeserver = world.Synapse.BaseUrl.ToString().TrimEnd('/');
        Console.WriteLine($"""

            Matrix    homeserver {homeserver}
                      Alice   {world.Alice.Matrix.UserId,-16} password {world.Alice.MatrixPassword}   (employee)
                      Carol   {world.Carol.Matrix.UserId,-16} password {world.Carol.MatrixPassword}   (employee)
                      in Element: Sign in, edit the homeserver, enter the address above

            XMPP      host 127.0.0.1, port {world.Prosody.ClientPort}, without TLS
                      Bob     {world.Bob.Xmpp.Address,-16} password {world.Bob.Password}   (outsider)
                      in Gajim or Dino set host and port by hand; in profanity:
                      /connect {world.Bob.Xmpp.Address} server 127.0.0.1 port {world.Prosody.ClientPort} tls disable

            Room      "{RoomName}": Alice and Carol are in it; Bob joins {groupChat}
            Direct    Alice writes to Bob at   {GhostNames.XmppOnMatrix(world.Bob.Xmpp.Address, OneOrgWorld.MatrixServerName)}
                      Bob writes to Alice at   {GhostNames.OnXmpp("alice", OneOrgWorld.XmppBridgeDomain)}

            Server    {world.Server.Url}swagger describes its API
            Folder    {folder.Root} (logs, data; gone at the end unless you named it by --data)

            Each message as it is archived; Ctrl-C stops everything.

            """);
    }
}
