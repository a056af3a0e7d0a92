using System.CommandLine;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Archive;

/// <summary>archive holds place.</summary>
internal static class HoldPlaceCommand
{
    public static Command Create()
    {
        var server = new ServerOptions();
        var ofCase = new Argument<string>("CASE") { Description = "Id of an open case." };
        var why = new Option<string>("--why") { Description = "Why it is placed.", HelpName = "TEXT", Required = true };
        var (rooms, users, networks, peers) = (Many("--room", "A room."), Many("--user", "Who wrote it, or was in the room then."), Many("--network", "Where it came from, or its room has a portal."), Many("--peer", "Another provider that is asked to keep its copies."));
        var query = new Option<string?>("--query") { Description = "Full text, as archive search takes it.", HelpName = "QUERY" };
        var (after, before) = (Time("--after", "Not accepted before this time."), Time("--before", "Not accepted after this time."));
        var review = Time("--review", "When to look at it again; it goes on after that.");
        var contact = new Option<string?>("--contact") { Description = "Whom peers ask: an address of a role.", HelpName = "TEXT" };
        var confidential = new Option<bool>("--confidential") { Description = "Only roles that keep records may know of it." };
        var command = new Command("place", "Place a legal hold: all that is given must apply to a record; of what may be given again, one. Prints the hold's id.")
        {
            ofCase, why, rooms, users, networks, query, after, before, review, peers, contact, confidential,
        };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var calls = ArchiveCalls.Open(server, parsed);
            var scope = new HeldScope
            {
                Rooms = Ids<RoomId>(parsed.GetValue(rooms)!), Users = Ids<UserId>(parsed.GetValue(users)!), Networks = parsed.GetValue(networks) is { Length: > 0 } some ? some : null,
                Query = parsed.GetValue(query), After = parsed.GetValue(after), Before = parsed.GetValue(before),
            };
            var request = new HoldRequest(parsed.GetValue(ofCase)!, scope, parsed.GetValue(why)!, TransactionId.Create(TimeProvider.System), parsed.GetValue(review), parsed.GetValue(confidential),
                Ids<ProviderName>(parsed.GetValue(peers)!), parsed.GetValue(contact));
            Console.WriteLine((await calls.PostAsync("holds", request, OcipJson.Default.HoldRequest, OcipJson.Default.HoldView, stop)).Hold.Value);
            return Run.Done;
        });
        return command;
    }

    private static Option<string[]> Many(string name, string description) => new(name) { Description = $"{description} May be given again.", HelpName = "ID", DefaultValueFactory = _ => [] };

    private static Option<string?> Time(string name, string description) => new(name) { Description = description, HelpName = "TIME" };

    private static T[]? Ids<T>(string[] texts)
        where T : struct, IIdentifier<T> => texts.Length == 0 ? null : [.. texts.Select(HoldsCommand.Read<T>)];
}
