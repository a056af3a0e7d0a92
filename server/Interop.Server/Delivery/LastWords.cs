using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Server.Search.Text;

namespace Interop.Server.Delivery;

/// <summary>What a message says, in a line of a list (spec 13.2).</summary>
internal static class LastWords
{
    private const string Cut = "…";

    /// <param name="body">Canonical JSON; null of what has ended.</param>
    public static (string Kind, string? Text) Of(byte[]? body)
    {
        if (body is null)
            return (LastMessage.KindErased, null);
        using var document = JsonDocument.Parse(body);
        var content = ContentOf(document.RootElement);
        if (content is not null && MessageText.PlainOf(content) is { } plain && !string.IsNullOrWhiteSpace(plain))
            return (LastMessage.KindText, Line(plain));
        var texts = RecordTexts.Of(document.RootElement);
        if ((Say(texts, RecordTexts.Plain) ?? Say(texts, RecordTexts.Html)) is { } said)
            return (LastMessage.KindText, said);
        return content is not null && HasFile(content.Part, 0) ? (LastMessage.KindFile, Say(texts, RecordTexts.Filename)) : (LastMessage.KindOther, null);
    }

    private static string? Say(List<RecordText> texts, string part) => texts.Find(t => t.Part == part && !string.IsNullOrWhiteSpace(t.Text)) is { Text: { } text } ? Line(text) : null;

    private static bool HasFile(ContentPart part, int depth) =>
        part.Cardinality == "external" || (depth < EventLimits.PartLevelsMax && part.Parts is { } parts && Array.Exists(parts, inner => HasFile(inner, depth + 1)));

    private static MessageContent? ContentOf(JsonElement body)
    {
        try
        {
            return body.GetProperty("content").Deserialize(OcipJson.Default.MessageContent);
        }
        catch (JsonException)
        {
            return null; // of a later version of the protocol
        }
    }

    /// <summary>White space is one space; the end is cut off between two characters.</summary>
    private static string Line(string text)
    {
        var words = string.Join(' ', text[..Math.Min(text.Length, LastMessage.TextCharactersMax * 4)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (words.Length <= LastMessage.TextCharactersMax)
            return words;
        var end = LastMessage.TextCharactersMax - Cut.Length;
        return words[..(char.IsHighSurrogate(words[end - 1]) ? end - 1 : end)] + Cut;
    }
}
