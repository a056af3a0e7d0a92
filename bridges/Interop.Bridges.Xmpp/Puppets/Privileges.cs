using System.Collections.Concurrent;
using System.Xml.Linq;
using Interop.Bridges.Xmpp.Addresses;
using Interop.Bridges.Xmpp.Xml;

namespace Interop.Bridges.Xmpp.Puppets;

/// <summary>
/// What servers let the component do in their users' names (XEP-0356). The namespace is read from the server's own advertisement: ejabberd speaks
/// version 1, Prosody's module version 2, and neither understands the other.
/// </summary>
internal sealed class Privileges
{
    private readonly ConcurrentDictionary<string, XNamespace> outgoing = new(StringComparer.Ordinal);

    /// <summary>Reads an advertisement; false when the message is none.</summary>
    public bool Take(XElement message)
    {
        var privilege = message.Elements().FirstOrDefault(e => e.Name.LocalName == "privilege" && e.Name.NamespaceName.StartsWith(Ns.PrivilegePrefix, StringComparison.Ordinal));
        if (privilege is null || !Jid.TryParse((string?)message.Attribute("from"), out var from) || from.Local.Length > 0 || from.Resource.Length > 0)
            return false;
        var granted = privilege.Elements(privilege.Name.Namespace + "perm")
            .Any(p => (string?)p.Attribute("access") == "message" && (string?)p.Attribute("type") == "outgoing");
        if (granted)
            outgoing[from.Domain] = privilege.Name.Namespace;
        else
            outgoing.TryRemove(from.Domain, out _);
        return true;
    }

    /// <summary>Granted by a connection, gone with it.</summary>
    public void Clear() => outgoing.Clear();

    /// <summary>True when messages may be sent in this account's name.</summary>
    public bool CanSendAs(string account) => Jid.TryParse(account, out var jid) && outgoing.ContainsKey(jid.Domain);

    /// <summary>Wraps a message for the server of the account that it is from.</summary>
    /// <param name="message">With "from" a bare address of that server.</param>
    /// <param name="component">Our domain.</param>
    /// <param name="id">Id of the wrapper, by which a refusal is known.</param>
    public XElement? Wrap(XElement message, string component, string id)
    {
        var server = Jid.Parse((string)message.Attribute("from")!).Domain;
        if (!outgoing.TryGetValue(server, out var ns))
            return null;
        return new XElement(
            Ns.Component + "message",
            new XAttribute("from", component),
            new XAttribute("to", server),
            new XAttribute("id", id),
            new XElement(ns + "privilege", new XElement(Ns.Forward + "forwarded", ToClient(message))));
    }

    /// <summary>Inside a wrapper a stanza is what a client would send.</summary>
    private static XElement ToClient(XElement element) => new(
        element.Name.Namespace == Ns.Component ? Ns.Client + element.Name.LocalName : element.Name,
        element.Attributes().Where(a => !a.IsNamespaceDeclaration),
        element.Nodes().Select(n => n is XElement child ? ToClient(child) : n));
}
