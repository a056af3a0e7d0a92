using System.Text;
using System.Text.Json;
using Interop.Bridges.Formatting;
using Interop.Bridges.Native;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;

namespace Interop.Bridges.Inbound;

/// <summary>Native events as OCIP drafts, with where they came from and what was lost.</summary>
internal static class Drafts
{
    public static readonly JsonElement Nothing = JsonDocument.Parse("{}").RootElement;

    public static EventDraft Of(DraftOrigin origin, string type, JsonElement content, Relation? relates = null, JsonElement? state = null, IEnumerable<string>? fidelity = null)
    {
        var notes = origin.Inbound.Fidelity.Concat(fidelity ?? []).Select(Note).Distinct().Take(EventLimits.FidelityNotesMax).ToArray();
        return new EventDraft
        {
            Room = origin.Portal.Room, Type = type, Content = content, Relates = relates, State = state, Sender = origin.Sender, Created = Created(origin),
            Provenance = new Provenance
            {
                Network = origin.Network, Account = origin.Inbound.Sender.Value, NativeId = origin.Inbound.Id.Value, NativeRoom = origin.Inbound.Room.Value,
                ReceivedAt = origin.ReceivedAt, Fidelity = notes.Length > 0 ? notes : null,
            },
        };
    }

    /// <summary>A message: text made fit, HTML sanitised, "/me" for emotes.</summary>
    public static (JsonElement Content, string Text, List<string> Fidelity) Message(string text, string? html, bool styled, MessageKind kind)
    {
        var fidelity = new List<string>();
        var clean = TextRules.Clean(text);
        if (clean != text.ReplaceLineEndings("\n"))
            fidelity.Add("Characters that text may not have were replaced.");
        var (formatted, lost) = html is not null ? HtmlSanitizer.Clean(html) : (styled ? StylingToHtml.Convert(clean) : null, false);
        if (lost)
            fidelity.Add("Pictures or formatting beyond the common subset were left out.");
        if (kind == MessageKind.Emote)
        {
            clean = "/me " + clean;
            formatted = formatted is null ? null : "/me " + formatted;
        }
        return (Content(clean, formatted), clean, fidelity);
    }

    /// <summary>The same with a quotation before it.</summary>
    public static (JsonElement Content, string Text) Quoting(string quote, string text, string? html)
    {
        var quoted = string.Join('\n', TextRules.Clean(quote).Split('\n').Select(line => "> " + line)) + "\n" + text;
        return (Content(quoted, html is null ? null : $"<blockquote>{HtmlText.OfLines(TextRules.Clean(quote))}</blockquote>{html}"), quoted);
    }

    public static JsonElement Content(string text, string? html) =>
        JsonSerializer.SerializeToElement(MessageText.Of(text, html), OcipJson.Default.MessageContent);

    /// <summary>A text with its files after it; files alone when there is no text.</summary>
    public static JsonElement WithFiles(JsonElement content, string text, IReadOnlyList<ContentPart> files)
    {
        if (files.Count == 0)
            return content;
        var read = JsonSerializer.Deserialize(content, OcipJson.Default.MessageContent)!;
        ContentPart[] parts = text.Length == 0 ? [.. files] : [read.Part, .. files];
        var part = parts.Length == 1 ? parts[0] : new ContentPart { Cardinality = "multi", Semantics = "processAll", Parts = parts };
        return JsonSerializer.SerializeToElement(read with { Part = part }, OcipJson.Default.MessageContent);
    }

    public static JsonElement MembershipState(UserId target, string membership) => Object(writer =>
    {
        writer.WriteString(StateFields.Target, target.Value);
        writer.WriteString(StateFields.Membership, membership);
    });

    public static JsonElement RoomState(string kind) => Object(writer => writer.WriteString(StateFields.Kind, kind));

    public static JsonElement RoomContent(string? name, string? topic) => Object(writer =>
    {
        if (name is not null)
            writer.WriteString("name", Shorten(TextRules.Clean(name), EventLimits.RoomNameOctetsMax));
        if (topic is not null)
            writer.WriteString("topic", Shorten(TextRules.Clean(topic), EventLimits.RoomTopicOctetsMax));
    });

    /// <summary>Content {reason?} of retractions and membership changes.</summary>
    public static JsonElement Reason(string? reason) => string.IsNullOrEmpty(reason)
        ? Nothing
        : Object(writer => writer.WriteString("reason", Shorten(TextRules.Clean(reason), EventLimits.ReasonOctetsMax)));

    /// <summary>At most so many octets of UTF-8, never ending inside a character.</summary>
    public static string Shorten(string text, int octetsMax) =>
        Encoding.UTF8.GetByteCount(text) <= octetsMax ? text : MessageParts.Split(text, octetsMax)[0];

    /// <summary>The sender's clock, unless it is ahead of ours: then the time of arrival.</summary>
    private static string Created(DraftOrigin origin)
    {
        var received = WireTime.Parse(origin.ReceivedAt);
        return origin.Inbound.SentAt is { } sent && sent < received ? WireTime.Format(sent) : origin.ReceivedAt;
    }

    private static string Note(string note) => Shorten(TextRules.Clean(note), EventLimits.FidelityNoteOctetsMax);

    private static JsonElement Object(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        using var document = JsonDocument.Parse(stream.ToArray());
        return document.RootElement.Clone();
    }
}
