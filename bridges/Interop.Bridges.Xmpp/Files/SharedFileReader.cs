using System.Globalization;
using System.Xml.Linq;
using Interop.Bridges.Xmpp.Xml;

namespace Interop.Bridges.Xmpp.Files;

/// <summary>
/// Finds the files of a message. Only what the sender's client calls a file is one: an address that merely stands in a text is a text, and nothing is fetched.
/// </summary>
internal static class SharedFileReader
{
    private const int UrlLengthMax = 2048;
    private const int FilesMax = 32;

    public static IReadOnlyList<SharedFile> Read(XElement message)
    {
        var found = new List<SharedFile>();
        foreach (var sharing in message.Elements(Ns.FileSharing + "file-sharing"))
        {
            if (UrlOf(sharing.Descendants(Ns.UrlData + "url-data").Select(data => (string?)data.Attribute("target"))) is { } url)
                found.Add(WithMetadata(url, sharing.Element(Ns.FileMetadata + "file")));
        }
        foreach (var link in message.Elements(Ns.OutOfBand + "x"))
        {
            if (UrlOf(link.Elements(Ns.OutOfBand + "url").Select(url => url.Value.Trim())) is { } url)
                found.Add(new SharedFile(url, null));
        }
        return [.. found.DistinctBy(file => file.Url.AbsoluteUri).Take(FilesMax)];
    }

    /// <summary>What was said with the files: lines that only repeat an address are for clients that know no files.</summary>
    public static string TextBeside(string body, IReadOnlyList<SharedFile> files, XElement message)
    {
        var rest = string.Join('\n', body.Split('\n').Where(line => !files.Any(file => line.Trim() == file.Url.OriginalString || line.Trim() == file.Url.AbsoluteUri)));
        if (rest.Trim().Length > 0)
            return rest;
        return message.Elements(Ns.OutOfBand + "x").Select(link => link.Element(Ns.OutOfBand + "desc")?.Value).FirstOrDefault(text => text is { Length: > 0 }) ?? "";
    }

    private static SharedFile WithMetadata(Uri url, XElement? file)
    {
        var hash = file?.Elements(Ns.Hashes + "hash").FirstOrDefault(h => (string?)h.Attribute("algo") == "sha-256")?.Value.Trim();
        return new SharedFile(url, hash is { Length: 44 } ? hash : null)
        {
            Name = TextOf(file, "name"), ContentType = TextOf(file, "media-type"),
            Size = long.TryParse(TextOf(file, "size"), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null,
        };
    }

    private static string? TextOf(XElement? file, string name) => file?.Element(Ns.FileMetadata + name)?.Value is { Length: > 0 } text ? text : null;

    private static Uri? UrlOf(IEnumerable<string?> texts) => texts.Select(UrlOf).FirstOrDefault(url => url is not null);

    private static Uri? UrlOf(string? text) =>
        text is { Length: <= UrlLengthMax } && Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "https" or "http", UserInfo.Length: 0 } ? url : null;
}
