using System.Text.Json;

namespace Interop.Server.Export;

/// <summary>What an event that makes, names or changes a room says, in a sentence for readers; what has no words of its own is shown as it stands.</summary>
internal static class RoomSentence
{
    /// <param name="record">An event with a state, of type room or supervision.</param>
    public static string Of(ExportRecord record)
    {
        var parts = new List<string>();
        if (record.Header is { } header && header.TryGetProperty("state", out var state) && state.ValueKind == JsonValueKind.Object)
            parts.AddRange(state.EnumerateObject().SelectMany(State));
        if (record.Content is { ValueKind: JsonValueKind.Object } content)
            parts.AddRange(content.EnumerateObject().Select(member => member.Name switch
            {
                "name" => $"it is called “{Text(member.Value)}”",
                "topic" => $"its topic is “{Text(member.Value)}”",
                _ => $"{member.Name}: {Text(member.Value)}",
            }));
        else if (record.BodyAbsent is { } absent)
            parts.Add($"name and topic are not here ({absent})");
        return $"The room: {string.Join("; ", parts)}";
    }

    private static IEnumerable<string> State(JsonProperty member) => member switch
    {
        { Name: "kind" } => [$"{Text(member.Value)} room"],
        { Name: "supervision", Value.ValueKind: JsonValueKind.Array } => member.Value.EnumerateArray().Select(Declaration),
        _ => [$"{member.Name}: {Text(member.Value)}"],
    };

    // Whoever reads it wants to know that people were told, by whom and since when; the whole declaration is in the record.
    private static string Declaration(JsonElement declared) => declared.ValueKind == JsonValueKind.Object && declared.TryGetProperty("notice", out var notice)
        ? $"{ExportRecord.Of(declared, "by")} declares since {ExportRecord.Of(declared, "since")} that what is written is {ExportRecord.Of(declared, "mode")}, by its notice of version {ExportRecord.Of(notice, "version")}"
        : declared.GetRawText();

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
