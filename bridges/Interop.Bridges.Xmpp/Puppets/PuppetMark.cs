using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Interop.Bridges.Native;
using Interop.Bridges.Xmpp.Xml;

namespace Interop.Bridges.Xmpp.Puppets;

/// <summary>
/// The mark in a puppet's message by which we know it again when the server shows it to us. Bound to the text by a key, so that nobody can
/// put it on other words and have them overlooked.
/// </summary>
internal sealed class PuppetMark(string secret)
{
    private readonly byte[] key = SHA256.HashData(Encoding.UTF8.GetBytes($"puppet mark {secret}"));

    public void Put(XElement message, TransactionKey transaction) =>
        message.Add(new XElement(Ns.Mark + "mark", new XAttribute("key", transaction.Value), new XAttribute("mac", Mac(transaction.Value, BodyOf(message)))));

    /// <summary>The key of an act of ours; null when there is no mark, or it is not for these words.</summary>
    public TransactionKey? Read(XElement message)
    {
        var mark = message.Element(Ns.Mark + "mark");
        if ((string?)mark?.Attribute("key") is not { } transaction || (string?)mark.Attribute("mac") is not { } mac)
            return null;
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(mac), Encoding.UTF8.GetBytes(Mac(transaction, BodyOf(message))))
            ? new TransactionKey(transaction)
            : null;
    }

    private string Mac(string transaction, string body) => Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{transaction} {body}")));

    private static string BodyOf(XElement message) => XmlText.Clean(message.Elements().FirstOrDefault(e => e.Name.LocalName == "body")?.Value ?? "");
}
