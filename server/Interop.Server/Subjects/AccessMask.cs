using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Archive;

namespace Interop.Server.Subjects;

/// <summary>
/// What a person gets of a record with access (RET-9.45, RET-9.75): time, room, decision and words as delivered; of other people nothing that was not delivered to this one:
/// not how their deliveries were decided, nor their accounts on other networks.
/// </summary>
internal static class AccessMask
{
    private static readonly string[] Kinds = [LogRecord.Event, LogRecord.Refusal, LogRecord.Egress, LogRecord.Link, LogRecord.Consent];

    /// <summary>Null: it is not theirs to have, such as a record of a hold or of a review.</summary>
    public static ArchiveRecord? Of(ArchiveRecord record, IReadOnlySet<UserId> person)
    {
        if (record.LeafHash is not null || !Kinds.Contains(record.Record.GetProperty("kind").GetString(), StringComparer.Ordinal))
            return null;
        var isOwn = record.Record.TryGetProperty("header", out var header) && UserId.TryParse(header.GetProperty("sender").GetString(), out var sender) && person.Contains(sender);
        return record with
        {
            Record = Masked(record.Record, person),
            Body = record.Body is { } body && !isOwn && header.ValueKind == JsonValueKind.Object ? body with { Provenance = null } : record.Body,
        };
    }

    private static JsonElement Masked(JsonElement record, IReadOnlySet<UserId> person)
    {
        if (!record.TryGetProperty("decision", out _))
            return record;
        var whole = JsonNode.Parse(record.GetRawText())!.AsObject();
        var decision = whole["decision"]!.AsObject();
        foreach (var name in new[] { "asked", "bypass", "detail", "stamps" })
            decision.Remove(name);
        if (decision["recipients"] is JsonArray recipients)
            Keep(decision, "recipients", recipients, item => item!["user"]!.GetValue<string>(), person);
        if (decision["notPrevented"] is JsonArray shown)
            Keep(decision, "notPrevented", shown, item => item!.GetValue<string>(), person);
        return JsonSerializer.SerializeToElement(whole, OcipJson.Default.JsonObject);
    }

    private static void Keep(JsonObject decision, string name, JsonArray list, Func<JsonNode?, string> userOf, IReadOnlySet<UserId> person)
    {
        var own = list.Where(item => UserId.TryParse(userOf(item), out var user) && person.Contains(user)).Select(item => item!.DeepClone()).ToArray();
        if (own.Length == 0)
            decision.Remove(name);
        else
            decision[name] = new JsonArray(own);
    }
}
