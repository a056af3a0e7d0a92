using System.CommandLine;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Spectre.Console;

namespace Interop.Cli.Archive.Retention;

/// <summary>archive dispositions: proposals to end what is due, their approval, and certificates.</summary>
internal static class DispositionsCommand
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    public static Command Create()
    {
        var command = new Command("dispositions", "End what is due: propose, have another person approve, follow it, fetch the certificates, and check them. Needs a token of the role records.");
        command.Subcommands.Add(List());
        command.Subcommands.Add(Propose());
        command.Subcommands.Add(Approve());
        command.Subcommands.Add(Certificate());
        command.Subcommands.Add(CertificateCommand.Create());
        return command;
    }

    private static Command List()
    {
        var server = new ServerOptions();
        var command = new Command("list", "The last proposals, the newest first.");
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            var table = new Table { Border = TableBorder.Simple };
            table.AddColumns("id", "state", "due", "bodies", "ended", "asked by", "approved by");
            foreach (var one in (await client.Retention.DispositionsAsync(stop)).Dispositions)
                table.AddRow(one.Id, one.State, one.Due, $"{one.Count:N0}", $"{one.Ended:N0}", Markup.Escape(one.Author), Markup.Escape(one.ApprovedBy ?? ""));
            AnsiConsole.Write(table);
            return Run.Done;
        });
        return command;
    }

    private static Command Propose()
    {
        var server = new ServerOptions();
        var due = new Option<string?>("--due") { Description = "What was due at this time, such as 2026-11-30T00:00:00.000Z (default: now).", HelpName = "TIME" };
        var record = new Option<long?>("--record") { Description = "One record alone, by its index; refused when something keeps it, or nothing asks for its end.", HelpName = "INDEX" };
        var command = new Command("propose", "Computes what would end, and what is kept and why. Nothing ends by it.") { due, record };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            Print(parsed.GetValue(record) is { } index ? await client.Retention.ProposeAsync(index, stop) : await client.Retention.ProposeAsync(new DispositionRequest(parsed.GetValue(due)), stop));
            return Run.Done;
        });
        return command;
    }

    private static Command Approve()
    {
        var server = new ServerOptions();
        var id = new Argument<string>("ID") { Description = "Of a proposal of another person." };
        var command = new Command("approve", "Has a proposal run, and follows it until it is done. What ends cannot be read again.") { id };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            for (var view = await client.Retention.ApproveAsync(parsed.GetValue(id)!, stop); ; view = await client.Retention.DispositionAsync(view.Id, stop))
            {
                if (view.State == "done")
                {
                    Print(view);
                    return Run.Done;
                }
                Console.Error.WriteLine($"{view.Ended:N0} of {view.Count:N0} bodies have ended; {view.Reached:N0} of {view.Size:N0} records gone through");
                await Task.Delay(Poll, TimeProvider.System, stop);
            }
        });
        return command;
    }

    private static Command Certificate()
    {
        var server = new ServerOptions();
        var id = new Argument<string>("CERTIFICATE") { Description = "Its id, as approve and list print it." };
        var command = new Command("certificate", "The certificate of a disposition, as JSON.") { id };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            Console.WriteLine(JsonSerializer.Serialize(await client.Retention.CertificateAsync(parsed.GetValue(id)!, stop), OcipJson.Default.DispositionCertificate));
            return Run.Done;
        });
        return command;
    }

    private static void Print(DispositionView view)
    {
        Console.WriteLine($"{view.Id}: {view.State}, due {view.Due}, {view.Count:N0} bodies; {view.KeptByMinimum:N0} kept by a minimum, {view.KeptByHold:N0} by a legal hold");
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("class", "month", "rooms", "bodies");
        foreach (var one in view.Counts)
            table.AddRow(one.Class, one.Month, one.Rooms, $"{one.Count:N0}");
        if (view.Counts.Length > 0)
            AnsiConsole.Write(table);
        if (view.Examples.Length > 0)
            Console.WriteLine($"first records: {string.Join(", ", view.Examples)}");
        foreach (var certificate in view.Certificates)
            Console.WriteLine($"certificate {certificate}");
    }
}
