using System.IO.Compression;
using System.Xml.Linq;

namespace Interop.Cli.Demo.Firm.Files;

/// <summary>A letter as word processors keep it: the smallest package of Office Open XML (ECMA-376) that they open.</summary>
internal static class LetterFile
{
    public const string Type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    private static readonly XNamespace Types = "http://schemas.openxmlformats.org/package/2006/content-types";
    private static readonly XNamespace Relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private static readonly XNamespace Words = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    /// <param name="paragraphs">In any script.</param>
    public static byte[] Of(IEnumerable<string> paragraphs)
    {
        var octets = new MemoryStream();
        using (var package = new ZipArchive(octets, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(package, "[Content_Types].xml", new XElement(Types + "Types",
                new XElement(Types + "Default", new XAttribute("Extension", "rels"), new XAttribute("ContentType", "application/vnd.openxmlformats-package.relationships+xml")),
                new XElement(Types + "Override", new XAttribute("PartName", "/word/document.xml"), new XAttribute("ContentType", $"{Type}.main+xml"))));
            Add(package, "_rels/.rels", new XElement(Relations + "Relationships", new XElement(Relations + "Relationship", new XAttribute("Id", "r1"),
                new XAttribute("Type", "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"), new XAttribute("Target", "word/document.xml"))));
            Add(package, "word/document.xml", new XElement(Words + "document", new XElement(Words + "body", paragraphs.Select(Paragraph))));
        }
        return octets.ToArray();
    }

    private static XElement Paragraph(string text) => new(Words + "p", new XElement(Words + "r", new XElement(Words + "t", text)));

    private static void Add(ZipArchive package, string name, XElement content)
    {
        using var stream = package.CreateEntry(name).Open();
        new XDocument(content).Save(stream);
    }
}
