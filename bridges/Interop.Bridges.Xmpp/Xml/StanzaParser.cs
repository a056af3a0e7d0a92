using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Interop.Bridges.Xmpp.Xml;

/// <summary>
/// Makes an element of the octets of one complete stanza. DTDs are prohibited and nothing is ever resolved or fetched; the namespaces of the stream's
/// opening tag hold.
/// </summary>
internal sealed class StanzaParser
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CheckCharacters = true,
        ConformanceLevel = ConformanceLevel.Fragment,
        CloseInput = true,
    };

    private readonly List<KeyValuePair<string, string>> namespaces = [];

    /// <summary>Reads the stream's opening tag; later stanzas see its namespaces.</summary>
    /// <exception cref="XmppStreamException">It is not well-formed.</exception>
    public XElement ParseHeader(ReadOnlySpan<byte> tag)
    {
        var header = ParseTag(tag);
        namespaces.Clear();
        foreach (var declaration in header.Attributes().Where(a => a.IsNamespaceDeclaration))
            namespaces.Add(new(declaration.Name.Namespace == XNamespace.None ? "" : declaration.Name.LocalName, declaration.Value));
        return header;
    }

    /// <summary>Reads an opening tag alone, as an empty element.</summary>
    /// <exception cref="XmppStreamException">It is not well-formed.</exception>
    public XElement ParseTag(ReadOnlySpan<byte> tag) => tag.EndsWith("/>"u8) ? Parse(tag) : Parse([.. tag[..^1], .. "/>"u8]);

    /// <summary>Reads one stanza.</summary>
    /// <exception cref="XmppStreamException">It is not well-formed.</exception>
    public XElement Parse(ReadOnlySpan<byte> stanza)
    {
        try
        {
            var names = new NameTable();
            var scope = new XmlNamespaceManager(names);
            foreach (var (prefix, uri) in namespaces)
                scope.AddNamespace(prefix, uri);
            using var reader = XmlReader.Create(
                new StringReader(StrictUtf8.GetString(stanza)), Settings, new XmlParserContext(names, scope, xmlLang: null, XmlSpace.None));
            return XElement.Load(reader, LoadOptions.PreserveWhitespace);
        }
        catch (Exception exception) when (exception is XmlException or DecoderFallbackException or InvalidOperationException or ArgumentException)
        {
            throw new XmppStreamException(XmppStreamException.NotWellFormed, $"The XML is not well-formed: {exception.Message}", exception);
        }
    }
}
