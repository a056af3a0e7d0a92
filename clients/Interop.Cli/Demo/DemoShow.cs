using Interop.Cli.Archive;
using Interop.Protocol.ClientApi;
using Spectre.Console;

namespace Interop.Cli.Demo;

/// <summary>The demo for people: says where everything is, then prints each record as it is archived, until interrupted.</summary>
internal sealed class DemoShow(DemoFolder folder, TimeProvider time)
{
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        await using var world = await DemoWorld.StartAsync(folder, new ErrorLines(), time, cancel);
        var room = await world.Alice.Client.CreateRoomAsync(
            new CreateRoomRequest("group", [world.Carol.User, world.Bob.User], "Across networks", "A room of two networks"), cancel);
        Introduce(world, room);

        await foreach (var record in world.Admin.Archive.JournalAsync(-1, cancel))
            AnsiConsole.MarkupLine(WatchCommand.Line(RecordText.Of(record)));
        return Run.Done;
    }

    private void Introduce(DemoWorld world, RoomView room)
    {
        var homeserver = world.Synapse.BaseUrl.ToString().TrimEnd('/');
        var logins = new Table().Border(TableBorder.Rounded).AddColumns("Who", "Log in as", "Password", "Where");
        logins.AddRow("Alice, employee", world.Alice.Matrix.UserId, world.Alice.MatrixPassword, $"Matrix, homeserver {homeserver}");
        logins.AddRow("Carol, employee", world.Carol.Matrix.UserId, world.Carol.MatrixPassword, $"Matrix, homeserver {homeserver}");
        logins.AddRow("Bob, outsider", world.Bob.Xmpp.Address, world.Bob.Password, $"XMPP, host 127.0.0.1, port {world.Prosody.ClientPort}, no TLS");
        AnsiConsole.WriteLine();
        AnsiConsole.Write(logins);
        Console.WriteLine($"""

              Matrix   in Element choose "Sign in", edit the homeserver, enter {homeserver}
              XMPP     in Gajim, Dino or profanity set host and port by hand, for example in profanity:
                       /connect {world.Bob.Xmpp.Address} server 127.0.0.1 port {world.Prosody.ClientPort} tls disable
              Room     "{room.Name}": all three have an invitation to it
              Direct   Alice writes to Bob at   {GhostNames.OnMatrix(world.Bob.Xmpp.Address)}
                       Bob writes to Alice at   {GhostNames.OnXmpp("alice")}
              Server   {world.Server.Url} (its API is described at {world.Server.Url}swagger)
              Folder   {folder.Root} (logs, data)

            Each record as it is archived (Ctrl-C stops everything):

            """);
    }
}
