using System.Text.Json;
using Interop.Cli.Archive;
using Interop.Client;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Events;

namespace Interop.Cli.Demo.Parts;

/// <summary>Records of the archive as lines for people who watch a chat: names instead of ids, and only what people do or are told.</summary>
/// <param name="client">Scopes admin and archive.</param>
/// <param name="label">Put before each line, such as whose archive it is.</param>
internal sealed class DemoJournal(OcipClient client, string label = "")
{
    private const int HeldNamedMax = 2;

    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);

    /// <summary>The line of a record, or null when it is bookkeeping (settings, portals, delivery reports).</summary>
    public async Task<string?> LineAsync(ArchiveRecord record, CancellationToken cancel)
    {
        var root = record.Record;
        var what = Text(root, "kind") switch
        {
            "event" or "egress" or "refusal" when root.TryGetProperty("header", out var header) => await EventAsync(record, header, cancel),
            "release" => $"released to {await NameAsync(Text(root, "recipient"), cancel)} ({Text(root, "reason")}): {Quoted(texts.GetValueOrDefault(Text(root, "event"), "an earlier message"))}",
            "notice" => $"told of the recording: {await NamesAsync(root.GetProperty("users").EnumerateArray().Select(u => u.GetString()!), cancel)}",
            "acknowledgement" => $"{await NameAsync(Text(root, "user"), cancel)} has acknowledged the declared supervision",
            _ => null,
        };
        return what is null ? null : $"{Text(root, "at")[11..19]}  {label}#{record.Index,-4} {what}";
    }

    private async Task<string?> EventAsync(ArchiveRecord record, JsonElement header, CancellationToken cancel)
    {
        var sender = await NameAsync(Text(header, "sender"), cancel);
        var decision = record.Record.TryGetProperty("decision", out var found) ? found : default;
        var text = RecordText.Of(record).Text;
        var act = Text(header, "type") switch
        {
            EventTypes.Message => $"{sender}: {Quoted(text)}",
            EventTypes.Edit => $"{sender} changes it to: {Quoted(text)}",
            EventTypes.Retract => $"{sender} takes back: {Quoted(texts.GetValueOrDefault(Target(header), "an earlier message"))}",
            EventTypes.Membership when header.TryGetProperty("state", out var state) => $"{await NameAsync(Text(state, "target"), cancel)}: {Text(state, "membership")}",
            _ => null,
        };
        if (act is null)
            return null;
        texts[Text(record.Record, "event")] = text;
        // Once it is back with its place, its text stands there.
        return Text(record.Record, "kind") == "egress"
            ? $"{sender}: {Text(header, "type")} on its way to the room's hub   [{Text(decision, "code")}]"
            : $"{act}   [{Text(decision, "code")}{await HeldAsync(decision, cancel)}]";
    }

    private async Task<string> HeldAsync(JsonElement decision, CancellationToken cancel)
    {
        if (decision.ValueKind != JsonValueKind.Object || !decision.TryGetProperty("recipients", out var recipients))
            return "";
        var waiting = recipients.EnumerateArray().Where(r => Text(r, "holdUntil").Length > 0).ToArray();
        var held = new List<string>();
        foreach (var recipient in waiting.Take(HeldNamedMax))
            held.Add($", held for {await NameAsync(Text(recipient, "user"), cancel)} until {Text(recipient, "holdUntil")[..16].Replace('T', ' ')} UTC");
        return string.Concat(held) + (waiting.Length > HeldNamedMax ? $", and for {waiting.Length - HeldNamedMax} more" : "");
    }

    private async Task<string> NamesAsync(IEnumerable<string> users, CancellationToken cancel)
    {
        var all = new List<string>();
        foreach (var user in users)
            all.Add(await NameAsync(user, cancel));
        return string.Join(", ", all);
    }

    // A name that is not known yet belongs to somebody who came into a room since.
    private async Task<string> NameAsync(string user, CancellationToken cancel)
    {
        if (!names.TryGetValue(user, out var name))
        {
            foreach (var participant in (await client.Admin.RoomsAsync(cancel)).SelectMany(room => room.Participants))
                names[participant.User.Value] = participant.DisplayName;
            name = names.TryGetValue(user, out var now) ? now : user;
        }
        return RecordText.Printable(name, 40);
    }

    private static string Target(JsonElement header) => header.TryGetProperty("relates", out var relates) ? Text(relates, "event") : "";

    private static string Quoted(string text) => $"\"{RecordText.Printable(text, 120)}\"";

    private static string Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
