using System.CommandLine;
using System.Text.Json;
using Interop.Cli.Verification;
using Interop.Cli.Verification.Tiles;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Evidence;

namespace Interop.Cli.Archive.Retention;

/// <summary>archive dispositions check: a certificate that somebody was given, offline; exit codes as of verify.</summary>
internal static class CertificateCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The certificate, as certificate prints it." };
        var keys = new Option<string[]>("--key") { Description = "Public keys that you pinned: a file with what the server's /keys answered. May be given again.", HelpName = "FILE", Required = true };
        var tiles = new Option<string?>("--tiles") { Description = "A copy of the log's tiles, as archive tiles --out makes it: then the records that ended are compared, too.", HelpName = "DIR" };
        var command = new Command("check", "Check a certificate offline: that it is the archive's, and stands in its log. Exit code 1 when it is wrong.") { file, keys, tiles };
        command.Does(async (parsed, stop) =>
        {
            var pinned = Pinned(parsed.GetValue(keys)!);
            var check = new CertificateCheck(Read(parsed.GetValue(file)!), pinned);
            try
            {
                check.CheckRecords();
                if (parsed.GetValue(tiles) is { } folder)
                    await CompareAsync(check, folder, pinned, stop);
            }
            catch (ArchiveFaultException fault)
            {
                Console.WriteLine($"WRONG: {RecordText.Printable(fault.Message)}");
                return Run.Failed;
            }
            Console.WriteLine($"good: {check.Leaves.Count:N0} bodies of {RecordText.Printable(check.Log)} have ended: of the records {string.Join(", ", check.Leaves.Take(RangesShown).Select(Text))}{(check.Leaves.Ranges > RangesShown ? ", …" : "")}");
            if (parsed.GetValue(tiles) is null)
                Console.WriteLine("      That it was signed over just these records is not shown: give a copy of the log's tiles with --tiles.");
            return Run.Done;
        });
        return command;
    }

    private const int RangesShown = 10;

    private static string Text(LeafRange range) => range.First == range.Last ? $"{range.First}" : $"{range.First} to {range.Last}";

    private static async Task CompareAsync(CertificateCheck check, string folder, PinnedKeys keys, CancellationToken stop)
    {
        var source = new FolderTiles(Directory.Exists(folder) ? folder : throw new UsageException($"there is no folder '{folder}'"));
        var report = await new TileVerifier(source, keys) { Leaf = check.Take }.RunAsync(null, stop);
        if (report.Log != check.Log)
            throw new ArchiveFaultException($"the tiles are of the log '{report.Log}', and the certificate is of '{check.Log}'");
        check.CheckLeaves();
    }

    private static DispositionCertificate Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), OcipJson.Default.DispositionCertificate) is { Record: not null, Begun: not null, Batch: not null, Proof: not null, Inclusion: not null, Checkpoint: not null } whole
                ? whole : throw new UsageException($"'{file}' is no certificate: a part of it is missing");
        }
        catch (IOException fault)
        {
            throw new UsageException(fault.Message);
        }
        catch (JsonException fault)
        {
            throw new UsageException($"'{file}' is no certificate: {JsonFault.In(fault)}");
        }
    }

    private static PinnedKeys Pinned(string[] files)
    {
        try
        {
            return new PinnedKeys(files.SelectMany(PinnedKeys.Read), isPinned: true);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException or IOException)
        {
            throw new UsageException(fault.Message);
        }
    }
}
