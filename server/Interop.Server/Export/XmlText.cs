using System.Text;
using System.Xml;

namespace Interop.Server.Export;

/// <summary>XML that grows conversation by conversation: whole elements are appended, and the outermost one is opened and closed by hand.</summary>
internal static class XmlText
{
    private static readonly XmlWriterSettings Settings = new()
    {
        ConformanceLevel = ConformanceLevel.Fragment, Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true, Encoding = new UTF8Encoding(false), CloseOutput = false,
    };

    /// <summary>A writer of fragments; what people wrote goes through <see cref="EscapedText.Of"/> first.</summary>
    public static XmlWriter Append(Stream output) => XmlWriter.Create(output, Settings);

    public static void Text(this XmlWriter xml, string element, string? value)
    {
        xml.WriteStartElement(element);
        xml.WriteString(EscapedText.Of(value ?? ""));
        xml.WriteEndElement();
    }

    public static void Raw(this Stream output, string xml) => output.Write(Encoding.UTF8.GetBytes(xml));
}
