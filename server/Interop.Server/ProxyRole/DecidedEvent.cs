using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Events;
using Microsoft.Data.Sqlite;

namespace Interop.Server.ProxyRole;

/// <summary>An event as a proxy has decided on it before.</summary>
/// <param name="Header">Its header.</param>
/// <param name="Body">As it came in; null when it was not kept.</param>
/// <param name="Direction">egress, ingress or local.</param>
/// <param name="Reviewed">Somebody has looked at it and lets it go on.</param>
internal sealed record DecidedEvent(EventHeader Header, EventBody? Body, string Direction, bool Reviewed)
{
    /// <summary>The record of a first decision.</summary>
    public static DecidedEvent Read(SqliteConnection connection, long leaf, bool reviewed)
    {
        var (record, body) = connection.QuerySingle<(byte[] Record, byte[]? Body)>("SELECT record, opened(body) FROM records WHERE leaf=@leaf", new { leaf });
        using var document = JsonDocument.Parse(record);
        var root = document.RootElement;
        return new DecidedEvent(
            root.GetProperty("header").Deserialize(OcipJson.Default.EventHeader)!,
            body is null ? null : JsonSerializer.Deserialize(body, OcipJson.Default.EventBody),
            root.GetProperty("direction").GetString()!,
            reviewed);
    }
}
