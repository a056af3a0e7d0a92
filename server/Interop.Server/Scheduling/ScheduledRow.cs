using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ClientApi;

namespace Interop.Server.Scheduling;

/// <summary>Something that waits to be sent, as it stands in the store.</summary>
internal sealed record ScheduledRow
{
    public required string Id { get; init; }

    public required long UserRow { get; init; }

    public required string Room { get; init; }

    public required string SendAt { get; init; }

    /// <summary>Of the transaction id under which it is submitted.</summary>
    public required byte[] Txn { get; init; }

    public byte[]? Draft { get; init; }

    public string? Code { get; init; }

    public string? Detail { get; init; }

    public EventDraft? Event => Draft is null ? null : JsonSerializer.Deserialize(Draft, OcipJson.Default.EventDraft);
}
