using System.Globalization;
using System.Xml;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;

namespace Interop.Server.Export;

/// <summary>
/// actiance/actiance_export.xml: conversations with everybody's coming and going, messages with what became of them, files. Times are milliseconds since
/// 1970 UTC. The old text of an edited message stays under its own id, the new one has the edit's: unlike exporters that give the old id to the new text.
/// </summary>
internal sealed class ActianceFormat(ExportFolder folder) : IConversationFormat
{
    public const string File = "actiance/actiance_export.xml";

    public string Name => "actiance";

    public void Begin() => folder.Grow(File).Raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<FileDump xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n");

    public void End() => folder.Grow(File).Raw("\n</FileDump>\n");

    public void Write(Conversation conversation)
    {
        var output = folder.Grow(File);
        using var xml = XmlText.Append(output);
        xml.WriteStartElement("Conversation");
        xml.WriteAttributeString("Perspective", EscapedText.Of(conversation.Title));
        xml.Text("RoomID", $"{conversation.Room} {conversation.Day:yyyy-MM-dd}{(conversation.Part > 1 ? $" part {conversation.Part}" : "")}");
        xml.Text("StartTimeUTC", Time(conversation.Start));
        var there = new HashSet<UserId>();
        foreach (var person in conversation.Present)
            Entered(xml, conversation, there, person.User, conversation.Start);
        foreach (var line in conversation.Lines)
        {
            // Whoever writes is there, whatever is known of the coming.
            if (line.Sender is { } sender)
                Entered(xml, conversation, there, sender, line.At);
            if (line.Membership is { What: "join" } joined)
                Entered(xml, conversation, there, joined.Who, line.At);
            Message(xml, conversation, line);
            if (line.Membership is { What: not "join" } gone && there.Remove(gone.Who))
                Participant(xml, "ParticipantLeft", conversation.Person(gone.Who), line.At);
        }
        foreach (var person in conversation.People.Where(p => there.Contains(p.User)))
            Participant(xml, "ParticipantLeft", person, conversation.End);
        xml.Text("EndTimeUTC", Time(conversation.End));
        xml.WriteEndElement();
        xml.Flush();
        output.Raw("\n");
    }

    private static void Entered(XmlWriter xml, Conversation conversation, HashSet<UserId> there, UserId user, string at)
    {
        if (there.Add(user))
            Participant(xml, "ParticipantEntered", conversation.Person(user), at);
    }

    private static void Participant(XmlWriter xml, string element, ConversationPerson person, string at)
    {
        xml.WriteStartElement(element);
        xml.Text("LoginName", person.Address);
        xml.Text("UserType", "user");
        xml.Text("DateTimeUTC", Time(at));
        xml.Text("CorporateEmailID", person.Address);
        xml.Text("DisplayName", person.Name);
        xml.Text("UserID", person.User.Value);
        if (person.Account is not null)
            xml.Text("NetworkAccount", $"{person.Network}: {person.Account}");
        xml.WriteEndElement();
    }

    private static void Message(XmlWriter xml, Conversation conversation, ConversationLine line)
    {
        xml.WriteStartElement("Message");
        xml.Text("MessageId", line.Event is { } id && line.Sender is not null ? id : $"record-{line.Index}");
        xml.Text("LoginName", line.Sender is { } sender ? conversation.Person(sender).Address : "archive");
        xml.Text("UserType", line.Sender is null ? "bot" : "user");
        xml.Text("DateTimeUTC", Time(line.Sent ?? line.At));
        if (UpdatedType(line) is { } updated)
        {
            xml.Text("UpdatedType", updated.Type);
            xml.Text("UpdatedDateTimeUTC", Time(updated.At));
            if (updated.New is not null)
                xml.Text("EditedNewMsgId", updated.New);
        }
        xml.Text("Content", Content(line));
        xml.Text("RecordIndex", line.Index.ToString(CultureInfo.InvariantCulture));
        if (line.Told.RelatesTo is { } relates)
            xml.Text("RelatesTo", $"{line.Told.Relation} {relates}");
        if (line.Told.Status is { } status)
            xml.Text("Decision", $"{line.Told.Code} {status}");
        foreach (var recipient in line.Told.Recipients)
            xml.Text("NotGivenTo", $"{recipient.User} {recipient.Code} {recipient.HoldUntil}".TrimEnd());
        if (line.Told.RedactedTo is { } redacted)
            xml.Text("RedactedTo", redacted);
        xml.WriteEndElement();
        foreach (var file in line.Told.Attachments)
            FileTransfer(xml, conversation, line, file);
    }

    private static (string Type, string At, string? New)? UpdatedType(ConversationLine line)
    {
        if (line.Type == "edit")
            return ("EditedNewMsg", line.At, null);
        if (line.Type == "retract")
            return ("Deleted", line.At, null);
        return line.Changes.FindLast(l => l.Type == "edit") is { } later ? ("EditedOriginalMsg", later.At, later.Event) : null;
    }

    private static string Content(ConversationLine line) => line.Type == "retract" ? $"delete {line.Original?.Words ?? $"message {line.Told.RelatesTo}"}" : line.Words;

    private static void FileTransfer(XmlWriter xml, Conversation conversation, ConversationLine line, Told.Attachment file)
    {
        foreach (var element in new[] { "FileTransferStarted", "FileTransferEnded" })
        {
            xml.WriteStartElement(element);
            xml.Text("LoginName", line.Sender is { } sender ? conversation.Person(sender).Address : "archive");
            xml.Text("DateTimeUTC", Time(line.At));
            xml.Text("UserFileName", file.Name);
            xml.Text("FileName", ExportParts.PathOf(file.Digest));
            if (element == "FileTransferEnded")
                xml.Text("Status", "Completed");
            xml.WriteEndElement();
        }
    }

    private static string Time(string at) => WireTime.TryParse(at, out var time) ? time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) : "0";
}
