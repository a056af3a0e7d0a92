using System.Text;
using Interop.Protocol.Media;
using Interop.Protocol.Time;
using Interop.Server.Media;
using MimeKit;

namespace Interop.Server.Export;

/// <summary>
/// eml/{day}/{room}.eml: one mail for each conversation and UTC day, as text and as HTML, with the files of its messages attached as long as they are not
/// too large together; the others are in the package's media.
/// </summary>
internal sealed class EmlFormat(ExportFolder folder, MediaCatalog media) : IConversationFormat
{
    private const long AttachedOctetsMax = 25L * 1024 * 1024;
    private const int NameCharactersMax = 150;

    public string Name => "eml";

    public void Begin()
    {
    }

    public void End()
    {
    }

    public void Write(Conversation conversation)
    {
        using var message = new MimeMessage();
        var senders = conversation.Lines.Where(l => l.IsMessage && l.Sender is not null).Select(l => l.Sender!.Value).Distinct().Select(conversation.Person).ToList();
        message.From.Add(Mailbox(senders.FirstOrDefault() ?? conversation.People[0]));
        message.To.AddRange(conversation.People.Select(Mailbox));
        message.Subject = $"{EscapedText.Line(conversation.Title)} {conversation.Day:yyyy-MM-dd}{(conversation.Part > 1 ? $" part {conversation.Part}" : "")}";
        if (WireTime.TryParse(conversation.End, out var end))
            message.Date = end;
        message.MessageId = $"{conversation.Id.Replace('/', '.')}@{conversation.People[0].User.Provider.Value}";
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add(HeaderId.Precedence, "bulk");
        message.Headers.Add("X-OCIP-Room", conversation.Room);
        message.Headers.Add("X-OCIP-Room-Kind", conversation.Kind);
        message.Headers.Add("X-OCIP-Records", $"{conversation.Lines[0].Index}-{conversation.Lines[^1].Index}");
        using var words = new MultipartAlternative(
            Text("plain", Transcript.Of(conversation)),
            Text("html", HtmlText.Head(conversation.Title) + HtmlText.Of(conversation, null) + "</body></html>\n"));
        using var mixed = new Multipart("mixed") { words };
        var streams = new List<Stream>();
        try
        {
            foreach (var part in Attachments(conversation, streams))
                mixed.Add(part);
            message.Body = mixed;
            using var file = folder.Create($"eml/{conversation.Id}.eml");
            message.WriteTo(file);
        }
        finally
        {
            foreach (var stream in streams)
                stream.Dispose();
        }
    }

    private IEnumerable<MimePart> Attachments(Conversation conversation, List<Stream> streams)
    {
        var octets = 0L;
        foreach (var file in conversation.Lines.SelectMany(l => l.Told.Attachments).DistinctBy(a => a.Digest))
        {
            if (octets + file.Size > AttachedOctetsMax || !MediaId.IsDigest(file.Digest) || media.Open(file.Digest) is not { } stream)
                continue;
            octets += file.Size;
            streams.Add(stream);
            yield return new MimePart(ContentType.TryParse(file.Type, out var type) ? type : new ContentType("application", "octet-stream"))
            {
                Content = new MimeContent(stream), ContentDisposition = new ContentDisposition(ContentDisposition.Attachment), ContentTransferEncoding = ContentEncoding.Base64,
                FileName = FileName(file), ContentDescription = $"SHA-256 {file.Digest}",
            };
        }
    }

    private static TextPart Text(string subtype, string text)
    {
        var part = new TextPart(subtype) { ContentTransferEncoding = ContentEncoding.QuotedPrintable };
        part.SetText(Encoding.UTF8, text);
        return part;
    }

    private static MailboxAddress Mailbox(ConversationPerson person) => new(Encoding.UTF8, EscapedText.Line(person.Name), person.Address);

    /// <summary>A name that is one name wherever it is saved: no path, no control characters.</summary>
    private static string FileName(Told.Attachment file)
    {
        var name = new StringBuilder();
        foreach (var c in EscapedText.Line(file.Name).Take(NameCharactersMax))
            name.Append(c is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' ? '_' : c);
        var safe = name.ToString().TrimStart('.', ' ').TrimEnd('.', ' ');
        return safe.Length == 0 ? file.Digest : safe;
    }
}
