using System.CommandLine;
using Interop.Cli.Archive;

namespace Interop.Cli.Supervision;

/// <summary>Questions to supervision's API, with the token of a reviewer, supervisor or examiner.</summary>
internal static class SupervisionCalls
{
    /// <summary>A command that prints what one request answers.</summary>
    /// <param name="name">Of the command.</param>
    /// <param name="description">For --help.</param>
    /// <param name="options">Its own options: each is a parameter of the query, by its name.</param>
    /// <param name="print">Asks and prints.</param>
    public static Command Create(string name, string description, Option<string?>[] options, Func<ArchiveCalls, string, bool, CancellationToken, Task> print)
    {
        var (server, json) = (new ServerOptions(), HoldsCommand.JsonOption());
        var command = new Command(name, description) { json };
        foreach (var option in options)
            command.Options.Add(option);
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var calls = ArchiveCalls.Open(server, parsed);
            var asked = options.Select(o => (Name: o.Name.TrimStart('-'), Value: parsed.GetValue(o))).Where(o => o.Value is not null);
            await print(calls, $"?{string.Join('&', asked.Select(o => $"{o.Name}={Uri.EscapeDataString(o.Value!)}"))}", parsed.GetValue(json), stop);
            return Run.Done;
        });
        return command;
    }
}
