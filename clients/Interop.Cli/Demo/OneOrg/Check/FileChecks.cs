using System.Security.Cryptography;
using System.Text.Json;
using Interop.Cli.Demo.Checking;
using Interop.Cli.Demo.Seats;
using Interop.Protocol.Media;

namespace Interop.Cli.Demo.OneOrg.Check;

/// <summary>Files across the bridges: each arrives as a file of the other network, octet for octet, and is archived with its message.</summary>
internal sealed class FileChecks(CheckList list, OneOrgWorld world)
{
    private const int Octets = 200_000;
    private readonly List<string> digests = [];

    public async Task RunAsync(ISeat onMatrix, ISeat onXmpp, CancellationToken cancel)
    {
        await list.RunAsync($"file: {onMatrix.Who} to {onXmpp.Who}, from Matrix to XMPP", stop => SendAsync(onMatrix, onXmpp, "clause-7.pdf", stop), cancel);
        await list.RunAsync($"file: {onXmpp.Who} to {onMatrix.Who}, from XMPP to Matrix", stop => SendAsync(onXmpp, onMatrix, "signed.pdf", stop), cancel);
        await list.RunAsync("file: both are archived with their messages", ArchivedAsync, cancel);
    }

    private async Task<string> SendAsync(ISeat from, ISeat to, string name, CancellationToken cancel)
    {
        byte[] octets = [.. "%PDF-1.7 "u8, .. RandomNumberGenerator.GetBytes(Octets)];
        digests.Add(System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(octets)));
        await from.SendFileAsync(name, "application/pdf", octets, cancel);
        var heard = await to.HearFileAsync(name, cancel);
        CheckFailedException.Unless(heard.AsSpan().SequenceEqual(octets), $"{to.Who} got {heard.Length} octets, and not those of the file");
        return $"{name}, {octets.Length} octets, unchanged";
    }

    private async Task<string> ArchivedAsync(CancellationToken cancel)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var record in ArchiveRecords.AllAsync(world.Admin, cancel))
        {
            if (record.Body is { Content.ValueKind: JsonValueKind.Object } body && ArchiveRecords.TypeOf(record) is { } type)
                found.UnionWith(MediaParts.Of(type, body.Content).Select(part => part.Id.Digest));
        }
        CheckFailedException.Unless(digests.TrueForAll(found.Contains), $"{digests.Count(found.Contains)} of {digests.Count} are referred to");
        return $"{digests.Count} files, each by the digest of what was sent";
    }
}
