using System.CommandLine;
using Interop.Protocol.AdminApi;
using Spectre.Console;

namespace Interop.Cli.Archive;

/// <summary>archive keys: which keys encrypt the archive, and the change to a new one.</summary>
internal static class KeysCommand
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    public static Command Create()
    {
        var command = new Command("keys", "The keys that encrypt the archive at rest: list them, take a new one into use, destroy an old one. Needs an administrator's token.");
        command.Subcommands.Add(List());
        command.Subcommands.Add(Rotate());
        command.Subcommands.Add(Destroy());
        return command;
    }

    private static Command List()
    {
        var server = new ServerOptions();
        var command = new Command("list", "Every key-encryption key there ever was, and how many group keys it wraps.");
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            Print(await client.Admin.EncryptionAsync(stop));
            return Run.Done;
        });
        return command;
    }

    private static Command Rotate()
    {
        var server = new ServerOptions();
        var command = new Command("rotate", "Take a new key into use and wait until it wraps every group key. No message is written again. Make a backup of the new key file first thing.");
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            for (var view = await client.Admin.RotateEncryptionAsync(stop); ; view = await client.Admin.EncryptionAsync(stop))
            {
                var left = view.Keys.Where(k => k.Id != view.Current).Sum(k => k.Groups);
                if (left == 0)
                {
                    Print(view);
                    return Run.Done;
                }
                Console.Error.WriteLine($"{left:N0} group keys are still under an older key");
                await Task.Delay(Poll, TimeProvider.System, stop);
            }
        });
        return command;
    }

    private static Command Destroy()
    {
        var server = new ServerOptions();
        var id = new Argument<string>("ID") { Description = "The key's id, as list shows it." };
        var sure = new Option<bool>("--yes") { Description = "Backups that were made under this key cannot be read any more, and that is meant." };
        var command = new Command("destroy", "Destroy a key that wraps nothing any more.") { id, sure };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            if (!parsed.GetValue(sure))
                throw new UsageException("backups that were made under this key cannot be read any more; say --yes if that is meant");
            using var client = server.Client(parsed);
            await client.Admin.DestroyEncryptionKeyAsync(parsed.GetValue(id)!, stop);
            Print(await client.Admin.EncryptionAsync(stop));
            return Run.Done;
        });
        return command;
    }

    private static string Minute(string at) => at.Length > 16 ? $"{at[..16].Replace("T", " ", StringComparison.Ordinal)}Z" : at;

    private static void Print(EncryptionView view)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("key", "since", "wraps", "");
        foreach (var key in view.Keys)
        {
            table.AddRow(key.Id, Minute(key.CreatedAt), $"{key.Groups:N0} groups",
                key.DestroyedAt is { } destroyed ? $"destroyed {Minute(destroyed)}" : key.RetiredAt is { } retired ? $"retired {Minute(retired)}" : "in use");
        }
        AnsiConsole.Write(table);
    }
}
