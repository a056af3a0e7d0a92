using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Content;
using Interop.Protocol.Decisions;

namespace Interop.Server.Export;

/// <summary>What a record says, as the formats for readers show it.</summary>
internal sealed class Told
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["2.0.0"] = "delivered", ["2.0.1"] = "sealed until the sender was told of the recording", ["2.0.2"] = "delivered, redacted", ["2.1.0"] = "waits undecided",
        ["2.1.1"] = "held until delivery hours", ["2.1.2"] = "held for review", ["2.1.3"] = "partly delivered", ["5.1.2"] = "stopped by an information barrier",
    };

    public Told(ExportRecord record)
    {
        if (record.Header is { } header && header.TryGetProperty("relates", out var relates))
            (Relation, RelatesTo) = (ExportRecord.Of(relates, "type"), ExportRecord.Of(relates, "event"));
        Code = record.Text("code");
        if (record.Root.TryGetProperty("decision", out var decision))
            ReadDecision(decision);
        Status = Code is null ? null : record.Kind == "refusal" ? $"refused: {WordsOf(Code)}" : WordsOf(Code);
        ReadContent(record);
        var found = record.Media?.ToDictionary(m => m.Digest, StringComparer.Ordinal);
        Attachments = [.. Parts.Where(p => p.Digest is not null).Select(p => new Attachment(
            p.Digest!, found?.GetValueOrDefault(p.Digest!)?.Size ?? p.Size ?? 0, found?.GetValueOrDefault(p.Digest!)?.Type ?? p.ContentType ?? "application/octet-stream", p.Filename ?? ""))];
    }

    /// <summary>replaces, retracts, inReplyTo or reactsTo.</summary>
    public string? Relation { get; }

    /// <summary>The event that is meant by it.</summary>
    public string? RelatesTo { get; }

    public string? Code { get; private set; }

    /// <summary>The code in words.</summary>
    public string? Status { get; }

    public string? Detail { get; private set; }

    /// <summary>Each recipient who was not given it then.</summary>
    public IReadOnlyList<Recipient> Recipients { get; private set; } = [];

    public string? RedactedTo { get; private set; }

    public IReadOnlyList<string> Policies { get; private set; } = [];

    /// <summary>What was written; null when there is no text, or no body.</summary>
    public string? Text { get; private set; }

    public string? Html { get; private set; }

    public IReadOnlyList<Attachment> Attachments { get; }

    private List<ContentPart> Parts { get; } = [];

    public static string WordsOf(string code) => Words.GetValueOrDefault(code) ?? DecisionCodes.Find(code)?.Meaning ?? code;

    private void ReadDecision(JsonElement decision)
    {
        Code = ExportRecord.Of(decision, "code");
        Detail = ExportRecord.Of(decision, "detail");
        if (decision.TryGetProperty("asked", out var asked))
            Policies = [.. asked.EnumerateArray().Select(a => a.GetString()!)];
        if (decision.TryGetProperty("recipients", out var recipients))
            Recipients = [.. recipients.EnumerateArray().Select(r => new Recipient(ExportRecord.Of(r, "user") ?? "", ExportRecord.Of(r, "code") ?? "", ExportRecord.Of(r, "holdUntil")))];
        if (decision.TryGetProperty("redacted", out var redacted))
            RedactedTo = ExportRecord.Of(redacted, "to");
    }

    private void ReadContent(ExportRecord record)
    {
        if (record.Content is not { } content)
            return;
        try
        {
            if (content.ValueKind == JsonValueKind.Object && content.TryGetProperty("part", out _) && content.Deserialize(OcipJson.Default.MessageContent) is { } message)
            {
                (Text, Html) = (MessageText.PlainOf(message), MessageText.HtmlOf(message));
                Gather(message.Part);
                return;
            }
        }
        catch (JsonException)
        {
            // A content of another shape than a message's is archived too; it is shown as it stands.
        }
        Text = content is { ValueKind: JsonValueKind.Object } && content.GetPropertyCount() == 0 ? null : ExportRecord.Of(content, "text") ?? content.GetRawText();
    }

    private void Gather(ContentPart part)
    {
        Parts.Add(part);
        foreach (var inner in part.Parts ?? [])
            Gather(inner);
    }

    /// <param name="User">Whole id.</param>
    /// <param name="Code">What was decided for this one.</param>
    /// <param name="HoldUntil">RFC 3339 UTC, or null.</param>
    internal sealed record Recipient(string User, string Code, string? HoldUntil);

    /// <param name="Digest">Name of the file in the package's media.</param>
    /// <param name="Size">Octets.</param>
    /// <param name="Type">What the octets were found to be.</param>
    /// <param name="Name">As the sender has called it; empty for none.</param>
    internal sealed record Attachment(string Digest, long Size, string Type, string Name);
}
