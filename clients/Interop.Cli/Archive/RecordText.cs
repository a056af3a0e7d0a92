using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Archive;

/// <summary>What one line about a record says.</summary>
internal sealed record RecordText(long Index, string At, string Kind, string Room, string Sender, string Code, string Text)
{
    private static readonly JsonWriterOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static RecordText Of(ArchiveRecord record)
    {
        var root = record.Record;
        // Of a legal hold, whoever keeps no records is given the leaf alone (spec 9.11).
        if (root.ValueKind != JsonValueKind.Object)
            return new RecordText(record.Index, "", "", "", "", "", $"(not shown to this reader; leaf hash {record.LeafHash})");
        var header = root.TryGetProperty("header", out var found) ? found : default;
        return new RecordText(
            record.Index,
            Member(root, "at"),
            Member(root, "kind") is var kind && Member(header, "type") is { Length: > 0 } type ? $"{kind} {type}" : Member(root, "kind"),
            RoomId.TryParse(Member(header, "room"), out var room) ? room.Uuid.ToString("D")[^12..] : "",
            UserId.TryParse(Member(header, "sender"), out var sender) ? sender.Short : "",
            root.TryGetProperty("decision", out var decision) ? Member(decision, "code") : "",
            record.Body is { } body ? TextOf(body, header) : record.BodyAbsent is { } absent ? $"({absent})" : "");
    }

    /// <summary>Text that cannot steer the terminal: control and direction characters show as a dot, line ends as a space.</summary>
    public static string Printable(string text, int lengthMax = int.MaxValue)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= lengthMax)
                return line.Append('…').ToString();
            if (rune.Value is '\n' or '\t')
                line.Append(' ');
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                line.Append(rune.Value is 0x200C or 0x200D ? rune.ToString() : "·");
            else
                line.Append(rune.ToString());
        }
        return line.ToString();
    }

    private static string TextOf(EventBody body, JsonElement header)
    {
        if (Member(header, "type") == EventTypes.Membership && header.TryGetProperty("state", out var state))
            return $"{Member(state, "membership")}: {(UserId.TryParse(Member(state, "target"), out var target) ? target.Short : Member(state, "target"))}";
        if (Member(header, "type") == EventTypes.Retract)
            return "(a message is taken back)";
        try
        {
            if (body.Content.ValueKind == JsonValueKind.Object && body.Content.TryGetProperty("part", out _)
                && body.Content.Deserialize(OcipJson.Default.MessageContent) is { } content)
                return MessageText.PlainOf(content) ?? MessageText.HtmlOf(content) ?? "(no text)";
        }
        catch (JsonException)
        {
            // A content of another shape than a message's is archived too; it is shown as it stands.
        }
        // No character is escaped that JSON does not ask for; what could steer the terminal is taken out where it is printed.
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, AsWritten))
            body.Content.WriteTo(writer);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static string Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()! : "";
}
