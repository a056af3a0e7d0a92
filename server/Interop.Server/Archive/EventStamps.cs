using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.ProxyApi;
using Interop.Protocol.Time;
using Interop.Server.Compliance;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Pipeline;

namespace Interop.Server.Archive;

/// <summary>What is kept beside an event's record: the stamp of its proxy, and the body that is delivered when parts were taken out.</summary>
internal static class EventStamps
{
    /// <summary>Writes both, in the commit of the record. Where the engine in this process took parts out, or no proxy was asked, the provider stamps itself.</summary>
    public static void Write(CommitBatch batch, MessageContext context, long leaf)
    {
        if (context.Stamp is { } stamp)
            StampBatch.Write(batch.Statements.InsertStamp, leaf, stamp);
        else if (context.Redacted is not null || context.Bypass is not null)
            batch.Stamp(leaf, receipt => Own(batch, context) with { Receipt = receipt });
        if (context.Redacted is { } redacted)
            batch.Connection.Execute("INSERT INTO redactions(leaf, body) VALUES (@leaf, @body)", new { leaf, body = batch.Encrypt(redacted.Body, context.Sender.Id, batch.ClassOf(leaf)) });
    }

    /// <summary>What a retraction ends here ends at a proxy outside this process too: it is told after the commit, until it has heard it.</summary>
    public static void Cancel(CommitBatch batch, MessageContext context, long target)
    {
        if (context.Stamp is null && context.Bypass is null)
            return;
        var rows = batch.Connection.Query<(long User, byte[] Record)>($"""
            SELECT h.user_id, r.record FROM holds h JOIN records r ON r.leaf=h.leaf WHERE h.leaf IN (SELECT leaf FROM holds WHERE {EventAppend.HoldsOfMessage})
            """, new { target }).AsList();
        foreach (var (row, record) in rows)
        {
            if (context.Exceptions?.Find(e => e.Cancels && e.User.Id == row) is not { } cancelled)
                continue;
            using var held = JsonDocument.Parse(record);
            batch.Connection.Execute("INSERT INTO proxy_cancels(event, recipient) VALUES (@ev, @recipient)",
                new { ev = held.RootElement.GetProperty("event").GetString(), recipient = cancelled.User.UserId.Value });
        }
    }

    private static Stamp Own(CommitBatch batch, MessageContext context) => new()
    {
        Proxy = context.Bypass?.Proxy ?? batch.OwnProxy,
        Event = context.EventId,
        Direction = Directions.Wire(context.Direction),
        Code = context.Code.Code,
        PolicyDigest = StampDigest.OfPolicies(JsonSerializer.Deserialize(context.Evaluated, OcipJson.Default.StringArray)!),
        At = WireTime.Format(batch.At),
        Receipt = null!,
        Recipients = context.Exceptions?.Exists(e => !e.Cancels) == true ? [.. context.Exceptions.Where(e => !e.Cancels).Select(Result)] : null,
        Redacted = context.Redacted?.Link,
        Bypass = context.Bypass?.Reason,
    };

    private static RecipientResult Result(RecipientException exception) =>
        new(exception.User.UserId, exception.Code.Code, exception.HoldUntil is { } until ? WireTime.Format(until) : null);
}
