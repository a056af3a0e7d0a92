using System.Globalization;
using System.Xml;

namespace Interop.Server.Export;

/// <summary>
/// edrm/edrm.xml: EDRM XML 1.2. It knows no chat: each conversation of a day is a document of type Message with its text inline, each attachment one of
/// type File, and a relationship between them.
/// </summary>
internal sealed class EdrmFormat(ExportFolder folder) : IConversationFormat
{
    public const string File = "edrm/edrm.xml";

    // Relationships stand behind all documents.
    private const string Relationships = ".relationships";

    private static readonly (string Name, string Type)[] Fields =
    [
        ("#From", "Text"), ("#To", "Text"), ("#Subject", "Text"), ("#DateSent", "DateTime"), ("#DateReceived", "DateTime"), ("#AttachmentNames", "Text"), ("#FileName", "Text"), ("#FileSize", "LongInteger"),
        ("RoomId", "Text"), ("Participants", "Text"), ("Messages", "LongInteger"), ("FirstRecord", "LongInteger"), ("LastRecord", "LongInteger"), ("Sha256", "Text"),
    ];

    public string Name => "edrm";

    public void Begin()
    {
        var output = folder.Grow(File);
        output.Raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Root MajorVersion=\"1\" MinorVersion=\"2\" Description=\"Export of a chat archive\" Locale=\"en\" DataInterchangeType=\"Update\">\n");
        using (var xml = XmlText.Append(output))
        {
            xml.WriteStartElement("Fields");
            foreach (var (name, type) in Fields)
            {
                xml.WriteStartElement("Field");
                xml.WriteAttributeString("Name", name);
                xml.WriteAttributeString("Key", name);
                xml.WriteAttributeString("DataType", type);
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }
        output.Raw("\n<Batch>\n<Documents>\n");
        folder.Grow(Relationships);
    }

    public void End()
    {
        var output = folder.Grow(File);
        output.Raw("</Documents>\n<Relationships>\n");
        var relationships = folder.Grow(Relationships);
        relationships.Seek(0, SeekOrigin.Begin);
        relationships.CopyTo(output);
        output.Raw("</Relationships>\n</Batch>\n</Root>\n");
    }

    public void Write(Conversation conversation)
    {
        var output = folder.Grow(File);
        using (var xml = XmlText.Append(output))
        {
            Message(xml, conversation);
            foreach (var (id, file) in Attachments(conversation))
                Attachment(xml, id, file);
        }
        output.Raw("\n");
        using var related = XmlText.Append(folder.Grow(Relationships));
        foreach (var (id, _) in Attachments(conversation))
        {
            related.WriteStartElement("Relationship");
            related.WriteAttributeString("Type", "Attachment");
            related.WriteAttributeString("ParentDocId", conversation.Id);
            related.WriteAttributeString("ChildDocId", id);
            related.WriteEndElement();
        }
        related.Flush();
        folder.Grow(Relationships).Raw("\n");
    }

    private static IEnumerable<(string Id, Told.Attachment File)> Attachments(Conversation conversation) =>
        conversation.Lines.SelectMany(line => line.Told.Attachments.Select((file, n) => ($"{line.Index}-{n}", file)));

    private static void Message(XmlWriter xml, Conversation conversation)
    {
        xml.WriteStartElement("Document");
        xml.WriteAttributeString("DocID", conversation.Id);
        xml.WriteAttributeString("DocType", "Message");
        xml.WriteAttributeString("MimeType", "text/plain");
        var senders = conversation.Lines.Where(l => l.IsMessage && l.Sender is not null).Select(l => l.Sender!.Value).Distinct().Select(conversation.Person);
        xml.WriteStartElement("Tags");
        Tag(xml, "#From", string.Join("; ", senders.Select(Mailbox)));
        Tag(xml, "#To", string.Join("; ", conversation.People.Select(Mailbox)));
        Tag(xml, "#Subject", $"{conversation.Title} {conversation.Day:yyyy-MM-dd}");
        Tag(xml, "#DateSent", conversation.Start, "DateTime");
        Tag(xml, "#DateReceived", conversation.End, "DateTime");
        Tag(xml, "#AttachmentNames", string.Join("; ", conversation.Lines.SelectMany(l => l.Told.Attachments).Select(a => a.Name)));
        Tag(xml, "RoomId", conversation.Room);
        Tag(xml, "Participants", string.Join("; ", conversation.People.Select(p => p.User.Value)));
        Tag(xml, "Messages", conversation.Lines.Count(l => l.IsMessage).ToString(CultureInfo.InvariantCulture), "LongInteger");
        Tag(xml, "FirstRecord", conversation.Lines[0].Index.ToString(CultureInfo.InvariantCulture), "LongInteger");
        Tag(xml, "LastRecord", conversation.Lines[^1].Index.ToString(CultureInfo.InvariantCulture), "LongInteger");
        xml.WriteEndElement();
        xml.WriteStartElement("Files");
        xml.WriteStartElement("File");
        xml.WriteAttributeString("FileType", "Text");
        xml.Text("InlineContent", Transcript.Of(conversation));
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteStartElement("Locations");
        foreach (var person in conversation.People)
        {
            xml.WriteStartElement("Location");
            xml.Text("Custodian", person.User.Value);
            xml.Text("LocationURI", conversation.Room);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Attachment(XmlWriter xml, string id, Told.Attachment file)
    {
        xml.WriteStartElement("Document");
        xml.WriteAttributeString("DocID", id);
        xml.WriteAttributeString("DocType", "File");
        xml.WriteAttributeString("MimeType", EscapedText.Of(file.Type));
        xml.WriteStartElement("Tags");
        Tag(xml, "#FileName", file.Name);
        Tag(xml, "#FileSize", file.Size.ToString(CultureInfo.InvariantCulture), "LongInteger");
        Tag(xml, "Sha256", file.Digest);
        xml.WriteEndElement();
        xml.WriteStartElement("Files");
        xml.WriteStartElement("File");
        xml.WriteAttributeString("FileType", "Native");
        xml.WriteStartElement("ExternalFile");
        xml.WriteAttributeString("FilePath", "../" + ExportParts.PathOf(file.Digest)[..^44]);
        xml.WriteAttributeString("FileName", file.Digest);
        xml.WriteAttributeString("FileSize", file.Size.ToString(CultureInfo.InvariantCulture));
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static string Mailbox(ConversationPerson person) => $"{person.Name} <{person.Address}>";

    private static void Tag(XmlWriter xml, string name, string value, string type = "Text")
    {
        xml.WriteStartElement("Tag");
        xml.WriteAttributeString("TagName", name);
        xml.WriteAttributeString("TagValue", EscapedText.Of(value));
        xml.WriteAttributeString("TagDataType", type);
        xml.WriteEndElement();
    }
}
