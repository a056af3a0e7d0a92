using System.Xml.Linq;

namespace Interop.Bridges.RealServers.NativeClients;

/// <summary>In-band registration (XEP-0077) on a test server that allows it.</summary>
internal static class XmppRegistration
{
    private static readonly XNamespace Client = "jabber:client";
    private static readonly XNamespace Register = "jabber:iq:register";

    public static async Task RegisterAsync(int port, string domain, string name, string password, CancellationToken cancel)
    {
        await using var stream = await XmppStream.ConnectAsync(port, cancel);
        await stream.OpenAsync(domain, cancel);
        await stream.WriteAsync(
            new XElement(Client + "iq", new XAttribute("type", "set"), new XAttribute("id", "register"), new XAttribute("to", domain),
                new XElement(Register + "query", new XElement(Register + "username", name), new XElement(Register + "password", password))),
            cancel);
        var answer = await stream.ReadAsync(cancel);
        if (answer?.Attribute("type")?.Value != "result")
            throw new InvalidOperationException($"The server refused to create {name}@{domain}: {answer}");
        await stream.WriteAsync("</stream:stream>", cancel);
    }
}
