using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Server.Archive;
using Interop.Server.Storage;

namespace Interop.Server.Export;

/// <summary>
/// A person's own record of conversations (spec 08.15): what the person wrote, and what the person was given, in the form in which it was given. What was
/// decided for others, and by which policies, stays with the archive.
/// </summary>
internal sealed class ClientCopy
{
    private readonly Database database;
    private readonly UserId user;
    private readonly long row;

    private ClientCopy(Database database, UserId user, long row) => (this.database, this.user, this.row) = (database, user, row);

    /// <exception cref="FormatException">There is no such person here.</exception>
    public static ClientCopy Of(Database database, UserId user, ProviderName own)
    {
        var local = user.Provider == own ? user.Value[(user.Value.LastIndexOf('/') + 1)..] : user.Value;
        var found = database.Read(c => c.QuerySingleOrDefault<long?>("SELECT id FROM users WHERE local=@local", new { local }));
        return found is { } known ? new ClientCopy(database, user, known) : throw new FormatException($"{user} is nobody here.");
    }

    /// <summary>Null when the record is for the person; else why not.</summary>
    public string? Excludes(ExportRecord record) => record.Kind switch
    {
        "acknowledgement" => record.Text("user") == user.Value ? null : "outOfScope",
        "refusal" => record.Sender == row ? null : "notDelivered",
        "event" => record.Sender == row || WasGiven(record) ? null : "notDelivered",
        _ => "outOfScope",
    };

    /// <summary>What the person may know of the record.</summary>
    public ExportRecord Reduce(ExportRecord record)
    {
        if (record.Kind == LogRecord.Disposition)
            return WithoutBody(record);
        if (record.Header is not { } header)
            return record;
        var isOwn = record.Sender == row;
        var known = new JsonObject
        {
            ["at"] = record.At, ["event"] = record.Text("event"), ["header"] = JsonNode.Parse(header.GetRawText()), ["index"] = record.Index, ["kind"] = record.Kind,
        };
        if (isOwn && record.Root.TryGetProperty("decision", out var decision))
        {
            // The sender was told the code, and each recipient who did not get it.
            known["decision"] = new JsonObject { ["code"] = ExportRecord.Of(decision, "code") };
            if (decision.TryGetProperty("recipients", out var recipients))
                known["decision"]!["recipients"] = JsonNode.Parse(recipients.GetRawText());
        }
        var redacted = !isOwn && record.Delivered is not null;
        return new ExportRecord
        {
            Index = record.Index, Kind = record.Kind, Room = record.Room, Seq = record.Seq, Sender = record.Sender, Fixed = record.Fixed,
            Document = JsonDocument.Parse(known.ToJsonString()), Body = redacted ? record.Delivered : record.Body, BodyAbsent = record.BodyAbsent,
            Media = record.Media, RetentionClass = record.Root.TryGetProperty("retention", out var classes) ? classes[0].GetString() : null, LeafHash = MerkleTree.LeafHash(record.Fixed), IsRedacted = redacted,
        };
    }

    /// <summary>That bodies have ended, and which, is for the person; for what reason others' have is not.</summary>
    private static ExportRecord WithoutBody(ExportRecord record) => new()
    {
        Index = record.Index, Kind = record.Kind, Fixed = record.Fixed, Document = JsonDocument.Parse(record.Fixed), BodyAbsent = "notGiven",
    };

    private bool WasGiven(ExportRecord record)
    {
        if (record.BodyAbsent == "sealed")
            return false;
        if (record.Exceptions is null || JsonNode.Parse(record.Exceptions)?[row.ToString()] is null)
            return true;
        // It was not given then; it may have been since.
        return database.Read(c => c.ExecuteScalar<long>(
            "SELECT EXISTS (SELECT 1 FROM personal_items WHERE target=@target AND user_id=@row AND kind='release')", new { target = record.Index, row })) > 0;
    }
}
