using System.Text;

namespace Interop.Server.Export;

/// <summary>A conversation as plain text.</summary>
internal static class Transcript
{
    public static string Of(Conversation conversation)
    {
        var text = new StringBuilder();
        text.Append($"{EscapedText.Line(conversation.Title)}\n{conversation.Room}\n{conversation.Day:yyyy-MM-dd} UTC{(conversation.Part > 1 ? $", part {conversation.Part}" : "")}\n\nParticipants:\n");
        foreach (var person in conversation.People)
        {
            var messages = conversation.Lines.Count(l => l.IsMessage && l.Sender == person.User);
            var there = conversation.Present.Any(p => p.User == person.User) ? "there at the beginning" : "came later";
            text.Append($"  {EscapedText.Line(person.Name)} <{person.Address}> {person.User.Value}{(person.Account is null ? "" : $" ({person.Network}: {EscapedText.Line(person.Account)})")}, {there}, {messages} messages\n");
        }
        text.Append('\n');
        foreach (var line in conversation.Lines)
            Append(text, line);
        return text.ToString();
    }

    /// <summary>What became of it beside its text, for readers; empty when it was simply delivered.</summary>
    public static IEnumerable<string> Notes(ConversationLine line)
    {
        if (line.Told.Status is { } status && (line.Told.Code != "2.0.0" || line.Kind == "refusal") && line.Sender is not null)
            yield return $"{status} ({line.Told.Code})";
        foreach (var recipient in line.Told.Recipients)
            yield return $"not given to {recipient.User} then: {Told.WordsOf(recipient.Code)} ({recipient.Code}){(recipient.HoldUntil is null ? "" : $" until {recipient.HoldUntil}")}";
        if (line.Told.RedactedTo is not null)
            yield return "delivered with parts removed; this is the text that was written";
        if (line.Type == "edit")
            yield return $"edit of message {line.Told.RelatesTo}{(line.Original is null ? "" : $", archived {line.Original.At}")}";
        if (line.Type == "retract" && line.Original is { } original)
            yield return $"what was retracted: {EscapedText.Line(original.Words)}";
        foreach (var change in line.Changes)
            yield return change.Type == "edit" ? $"edited at {change.At}: see #{change.Index}" : $"retracted at {change.At}: see #{change.Index}";
        if (line.Told.Relation == "inReplyTo")
            yield return $"in reply to message {line.Told.RelatesTo}";
        foreach (var file in line.Told.Attachments)
            yield return $"attachment {EscapedText.Line(file.Name)}: {file.Type}, {file.Size} octets, SHA-256 {file.Digest}";
    }

    private static void Append(StringBuilder text, ConversationLine line)
    {
        text.Append($"{line.Sent ?? line.At}  #{line.Index}  ");
        if (line.SenderName is { } sender)
            text.Append($"{EscapedText.Line(sender)}  ");
        if (line.Event is { } id && line.Sender is not null)
            text.Append($"[{id}]");
        text.Append('\n');
        foreach (var words in EscapedText.Shown(line.Sentence ?? line.Words).Split('\n'))
            text.Append($"    {words}\n");
        foreach (var note in Notes(line))
            text.Append($"    ({note})\n");
        text.Append('\n');
    }
}
