using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;

namespace Interop.Web.Pages.Records;

/// <summary>What a record says, in the forms in which it is shown.</summary>
public sealed class RecordFacts
{
    private readonly JsonElement root;
    private readonly JsonElement header;

    public RecordFacts(ArchiveRecord record)
    {
        Record = record;
        root = record.Record.ValueKind == JsonValueKind.Object ? record.Record : default;
        header = Member(root, "header");
        Content = record.Body is null ? null : Read(record.Body.Content);
    }

    public ArchiveRecord Record { get; }

    public long Index => Record.Index;

    public string Kind => Text(root, "kind") ?? "record";

    /// <summary>Of events: their type.</summary>
    public string? Type => Text(header, "type");

    public DateTimeOffset? At => Text(root, "at") is { } at ? WireTime.Parse(at) : null;

    public UserId? Sender => UserId.TryParse(Text(header, "sender"), out var sender) ? sender : null;

    public string? Network => Text(header, "network");

    public string? Code => Text(Member(root, "decision"), "code") ?? Text(root, "code");

    public string? Detail => Text(Member(root, "decision"), "detail");

    /// <summary>Policies that asked for more than to allow, as name/version.</summary>
    public IReadOnlyList<string> Asked => Member(Member(root, "decision"), "asked") is { ValueKind: JsonValueKind.Array } asked ? [.. asked.EnumerateArray().Select(a => a.GetString() ?? "")] : [];

    public bool IsMessage => Type is EventTypes.Message or EventTypes.Edit;

    /// <summary>Of events whose content has the form of a message.</summary>
    public MessageContent? Content { get; }

    public IEnumerable<ContentPart> Files => Content is null ? [] : FilesOf(Content.Part, 0);

    /// <summary>Why there is nothing to read; null when there is.</summary>
    public string? Absent => Record.BodyAbsent is { } why ? WhyAbsent(why) : Record.LeafHash is null ? null : "A record of a legal hold, which your role is not given.";

    /// <summary>Why there is no content (spec 8.7), as a sentence.</summary>
    public static string WhyAbsent(string why) => why switch
    {
        "sealed" => "Sealed: its sender was not told of the recording yet.",
        "erased" => "Its content has ended: it was erased under the retention schedule or a request.",
        "notKept" => "Its content was not kept.",
        _ => why,
    };

    /// <summary>Plain text only; what came as HTML is shown by its letters.</summary>
    public string Words => Content is not null
        ? MessageText.PlainOf(Content) ?? MessageText.HtmlOf(Content) ?? ""
        : "";

    /// <summary>What happened, of a record that is no message.</summary>
    public string Happening => (Kind, Type) switch
    {
        (_, EventTypes.Membership) => $"{Short(Text(Member(header, "state"), "target"))} {Membership(Text(Member(header, "state"), "membership"))}",
        (_, EventTypes.Retract) => "took a message back",
        (_, EventTypes.Room) => "changed the room",
        (_, { } type) => type,
        ("release", _) => $"released to {Short(Text(root, "recipient"))} ({Text(root, "reason")})",
        ("notice", _) => "the notice of the recording was shown",
        _ => Kind,
    };

    /// <summary>The fixed part as it stands in the log.</summary>
    public string FixedPart => root.ValueKind == JsonValueKind.Undefined ? "" : JsonSerializer.Serialize(root, Indented);

    private static readonly JsonSerializerOptions Indented = new(OcipJson.Default.Options) { WriteIndented = true };

    private static MessageContent? Read(JsonElement content)
    {
        try
        {
            return content.ValueKind == JsonValueKind.Object && content.TryGetProperty("part", out _) ? content.Deserialize(OcipJson.Default.MessageContent) : null;
        }
        catch (JsonException)
        {
            // A content of another shape is archived too; it is shown by its fixed part.
            return null;
        }
    }

    private static IEnumerable<ContentPart> FilesOf(ContentPart part, int depth)
    {
        if (part.Cardinality == "external")
            return [part];
        return part.Parts is null || depth > 3 ? [] : part.Parts.SelectMany(inner => FilesOf(inner, depth + 1));
    }

    private static string Membership(string? change) => change switch
    {
        "join" => "joined",
        "leave" => "left",
        "remove" => "was removed",
        _ => change ?? "",
    };

    private static string Short(string? user) => UserId.TryParse(user, out var id) ? id.Short : user ?? "somebody";

    private static JsonElement Member(JsonElement parent, string name) => parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement parent, string name) => Member(parent, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
