using System.Globalization;
using System.Xml.Linq;
using Interop.Bridges.Connectors;
using Interop.Bridges.Files;
using Interop.Bridges.Xmpp.Component;
using Interop.Bridges.Xmpp.Rooms;
using Interop.Bridges.Xmpp.Xml;

namespace Interop.Bridges.Xmpp.Files;

/// <summary>
/// The upload service of a server (XEP-0363), found by asking the server what it has. Of the bridge's own server it also gives places for files: Prosody and
/// ejabberd give them to a component whose domain they are told of (see ServerSnippets).
/// </summary>
internal sealed class UploadService(ComponentStream stream, XmppOptions options)
{
    private static readonly string[] HeadersAllowed = ["Authorization", "Cookie", "Expires"];

    /// <summary>The services of a domain, each with the octets of the largest file that it takes, if it says so.</summary>
    /// <exception cref="StanzaErrorException">The domain does not answer.</exception>
    public async Task<IReadOnlyList<(string Address, long? OctetsMax)>> FindAsync(string domain, CancellationToken cancel)
    {
        var items = await stream.QueryAsync(Iq(domain, new XElement(Ns.DiscoItems + "query")), cancel);
        var found = new List<(string, long?)>();
        // A server's own services stand among its first items.
        foreach (var address in items.Descendants(Ns.DiscoItems + "item").Select(item => (string?)item.Attribute("jid")).OfType<string>().Where(jid => !jid.Contains('@', StringComparison.Ordinal)).Prepend(domain).Distinct().Take(32))
        {
            if (await DescribeAsync(address, cancel) is { } about && about.Elements(Ns.DiscoInfo + "feature").Any(f => (string?)f.Attribute("var") == Ns.Upload.NamespaceName))
                found.Add((address, OctetsMaxOf(about)));
        }
        return found;
    }

    /// <summary>Asks for a place.</summary>
    /// <exception cref="NativeRefusedException">There is none for this file, or for the bridge.</exception>
    /// <exception cref="NativeBusyException">Not now.</exception>
    public async Task<UploadSlot> AskAsync(string name, string contentType, long size, CancellationToken cancel)
    {
        var (address, octetsMax) = await OwnAsync(cancel);
        if (size > octetsMax)
            throw BoundedWrite.TooLarge(octetsMax.Value);
        var request = new XElement(Ns.Upload + "request", new XAttribute("filename", XmlText.Clean(name)), new XAttribute("size", size), new XAttribute("content-type", XmlText.Clean(contentType)));
        try
        {
            return Read(await stream.QueryAsync(Iq(address, request), cancel));
        }
        catch (StanzaErrorException error) when (error.Type == "auth" || error.Condition is "not-allowed" or "forbidden")
        {
            throw new NativeRefusedException($"The XMPP server gives the bridge no place for files: it must let {options.Domain} use {address}.", error);
        }
        catch (StanzaErrorException error)
        {
            throw error.ForCore("a file");
        }
    }

    private async Task<(string Address, long? OctetsMax)> OwnAsync(CancellationToken cancel)
    {
        try
        {
            if (options.Upload is { } named)
                return (named, await DescribeAsync(named, cancel) is { } about ? OctetsMaxOf(about) : null);
            return await FindAsync(options.Server, cancel) is [var first, ..]
                ? first
                : throw new NativeRefusedException("The XMPP server has no service that keeps files (XEP-0363).");
        }
        catch (StanzaErrorException error)
        {
            throw error.ForCore("a question for its services");
        }
    }

    /// <summary>Null: it does not say.</summary>
    private async Task<XElement?> DescribeAsync(string address, CancellationToken cancel)
    {
        try
        {
            return (await stream.QueryAsync(Iq(address, new XElement(Ns.DiscoInfo + "query")), cancel)).Element(Ns.DiscoInfo + "query");
        }
        catch (StanzaErrorException)
        {
            return null;
        }
    }

    private static UploadSlot Read(XElement answer)
    {
        var slot = answer.Element(Ns.Upload + "slot");
        if (UrlOf(slot?.Element(Ns.Upload + "put")) is not { } put || UrlOf(slot?.Element(Ns.Upload + "get")) is not { } get)
            throw new IOException("the upload service's answer has no addresses");
        var headers = slot!.Element(Ns.Upload + "put")!.Elements(Ns.Upload + "header").Select(header => ((string?)header.Attribute("name") ?? "", header.Value));
        return new UploadSlot(put, [.. headers.Where(header => HeadersAllowed.Contains(header.Item1, StringComparer.OrdinalIgnoreCase) && !header.Value.Contains('\n', StringComparison.Ordinal))], get);
    }

    private static Uri? UrlOf(XElement? element) =>
        Uri.TryCreate((string?)element?.Attribute("url"), UriKind.Absolute, out var url) && url.Scheme is "https" or "http" ? url : null;

    private static long? OctetsMaxOf(XElement about)
    {
        var field = about.Descendants(Ns.Form + "field").FirstOrDefault(f => (string?)f.Attribute("var") == "max-file-size")?.Element(Ns.Form + "value")?.Value;
        return long.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var octets) ? octets : null;
    }

    private XElement Iq(string to, XElement payload) => new(
        Ns.Component + "iq", new XAttribute("type", "get"), new XAttribute("from", RoomEntrance.Seat(options.Domain)), new XAttribute("to", to), payload);
}
