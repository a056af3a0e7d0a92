using System.CommandLine;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Archive;

/// <summary>archive holds list|show|place|release.</summary>
internal static class HoldsCommand
{
    public static Command Create()
    {
        var command = new Command("holds", "Legal holds: what is kept whatever the schedule says. Needs a token of the role records or investigator.");
        command.Subcommands.Add(List());
        command.Subcommands.Add(Show());
        command.Subcommands.Add(HoldPlaceCommand.Create());
        command.Subcommands.Add(Release());
        return command;
    }

    public static Option<bool> JsonOption() => new("--json") { Description = "The answer as JSON instead of a table." };

    /// <exception cref="UsageException">It is no such id.</exception>
    public static T Read<T>(string text)
        where T : struct, IIdentifier<T> => T.TryParse(text, out var id) ? id : typeof(T) == typeof(UserId) && UserText.TryParse(text, out var user) ? (T)(object)user : throw new UsageException($"'{RecordText.Printable(text)}' is not {NameOf<T>()}");

    private static string NameOf<T>() => typeof(T).Name switch
    {
        nameof(RoomId) => "the id of a room, such as ocip://acme.example/r/01a20293-b0b4-7ca7-bc45-d4ed994d84ad",
        nameof(UserId) => "the id of a user, such as ocip://acme.example/u/alice or alice@acme.example",
        nameof(ProviderName) => "the name of a provider, such as globex.example",
        var other => $"a {other}",
    };

    private static Command List()
    {
        var (server, json) = (new ServerOptions(), JsonOption());
        var ofCase = new Option<string?>("--case") { Description = "Only those of this case.", HelpName = "CASE" };
        var command = new Command("list", "Holds, the newest first; those of peers too.") { ofCase, json };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var calls = ArchiveCalls.Open(server, parsed);
            var holds = await calls.GetAsync(parsed.GetValue(ofCase) is { } id ? $"holds?case={Uri.EscapeDataString(id)}" : "holds", OcipJson.Default.HoldViewArray, stop);
            if (parsed.GetValue(json))
                OfficerOutput.Json(holds, OcipJson.Default.HoldViewArray);
            else
                OfficerOutput.Table(["hold", "state", "by", "since", "kept", "proved", "peers"], holds.Select(Row));
            return Run.Done;
        });
        return command;
    }

    private static Command Show()
    {
        var server = new ServerOptions();
        var id = new Argument<string>("HOLD") { Description = "Its id, as list shows it." };
        var proofs = new Option<bool>("--proofs") { Description = "The daily proofs that everything on hold is there, instead of the hold." };
        var command = new Command("show", "One hold in full, with what each peer has answered, as JSON.") { id, proofs };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var calls = ArchiveCalls.Open(server, parsed);
            var path = $"holds/{Uri.EscapeDataString(parsed.GetValue(id)!)}";
            if (parsed.GetValue(proofs))
                OfficerOutput.Json(await calls.GetAsync($"{path}/proofs", OcipJson.Default.PreservationProofArray, stop), OcipJson.Default.PreservationProofArray);
            else
                OfficerOutput.Json(await calls.GetAsync(path, OcipJson.Default.HoldView, stop), OcipJson.Default.HoldView);
            return Run.Done;
        });
        return command;
    }

    private static Command Release()
    {
        var server = new ServerOptions();
        var id = new Argument<string>("HOLD") { Description = "Its id, as list shows it." };
        var why = new Option<string>("--why") { Description = "Why it is released.", HelpName = "TEXT", Required = true };
        var refuse = new Option<bool>("--refuse") { Description = "It is a peer's, and refused: the peer is answered so when it asks next." };
        var command = new Command("release", "Release a hold: its records are back in their schedule. Nothing is ended by it.") { id, why, refuse };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var calls = ArchiveCalls.Open(server, parsed);
            var hold = await calls.PostAsync($"holds/{Uri.EscapeDataString(parsed.GetValue(id)!)}/{(parsed.GetValue(refuse) ? "refusal" : "release")}", new HoldRelease(parsed.GetValue(why)!),
                OcipJson.Default.HoldRelease, OcipJson.Default.HoldView, stop);
            Console.WriteLine(hold.State);
            return Run.Done;
        });
        return command;
    }

    private static string[] Row(HoldView hold) =>
    [
        hold.Hold.Value, hold.ReviewDue == true ? $"{hold.State}, review due" : hold.State, hold.Issuer?.Value ?? hold.By, hold.From, hold.Preserved is { } proof ? $"{proof.Count:N0}{(proof.Missing > 0 ? $", {proof.Missing} MISSING" : "")}" : "",
        hold.Preserved?.Day ?? "", string.Join(", ", hold.Peers.Select(p => $"{p.Peer} {p.Action}: {p.Answer ?? "not answered"}")),
    ];
}
