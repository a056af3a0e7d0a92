using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Server.Pipeline;
using Microsoft.Data.Sqlite;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Archive;

/// <summary>What was answered before, read from the record.</summary>
internal static class Repeats
{
    /// <summary>A draft of this transaction was answered: the same again, or 5.5.2 when it was another draft.</summary>
    public static SubmitResult? OfTransaction(SqliteConnection connection, MessageContext context)
    {
        var row = connection.QuerySingleOrDefault<(long Digest, long Leaf)?>(
            "SELECT digest, leaf FROM submitted WHERE sender=@sender AND txn=@txn AND n=@n",
            new { sender = context.Principal.SubmitterId, txn = context.Transaction.ToByteArray(bigEndian: true), n = context.Ordinal });
        if (row is not { } found)
            return null;
        return found.Digest == context.DraftDigest
            ? Read(connection, found.Leaf)
            : new SubmitResult { Code = DecisionCodes.TransactionConflict.Code, Detail = DecisionCodes.TransactionConflict.Meaning };
    }

    /// <summary>The same native event under another transaction.</summary>
    public static SubmitResult? OfNative(SqliteConnection connection, MessageContext context)
    {
        var provenance = context.Draft.Provenance!;
        var leaf = connection.QuerySingleOrDefault<long?>(
            "SELECT leaf FROM native_events WHERE network=@network AND key=@key", new { network = provenance.Network, key = NativeKey(context) });
        return leaf is { } found ? Read(connection, found) : null;
    }

    /// <summary>Room and id of the native event, digested: an id alone may repeat in another native room.</summary>
    public static byte[] NativeKey(MessageContext context)
    {
        var provenance = context.Draft.Provenance!;
        return SHA256.HashData(Encoding.UTF8.GetBytes($"{context.Room.RoomId.Value}\n{provenance.NativeRoom}\n{provenance.NativeId}\n{context.Type}")).AsSpan(0, 16).ToArray();
    }

    public static SubmitResult Read(SqliteConnection connection, long leaf)
    {
        using var record = JsonDocument.Parse(connection.QuerySingle<byte[]>("SELECT record FROM records WHERE leaf=@leaf", new { leaf }));
        var root = record.RootElement;
        var decision = root.GetProperty("decision");
        return new SubmitResult
        {
            Code = decision.GetProperty("code").GetString()!,
            Detail = decision.TryGetProperty("detail", out var detail) ? detail.GetString() : null,
            Event = EventId.Parse(root.GetProperty("event").GetString()!),
            Seq = root.TryGetProperty("hub", out var hub) ? hub.GetProperty("seq").GetInt64() : null,
            Index = leaf,
            Retention = decision.TryGetProperty("retention", out var retention) ? retention.Deserialize(OcipJson.Default.RetentionAnswer) : null,
            Recipients = decision.TryGetProperty("recipients", out var recipients) ? NotNow(recipients) : null,
        };
    }

    /// <summary>Those who did not get it, as the sender was told: not those for whom a retraction ended a hold. Null for nobody.</summary>
    private static RecipientResult[]? NotNow(JsonElement recipients)
    {
        RecipientResult[] found =
        [
            .. recipients.EnumerateArray().Where(r => !r.TryGetProperty("cancels", out _)).Select(r => new RecipientResult(
                UserId.Parse(r.GetProperty("user").GetString()!), r.GetProperty("code").GetString()!, r.TryGetProperty("holdUntil", out var until) ? until.GetString() : null)),
        ];
        return found.Length == 0 ? null : found;
    }
}
