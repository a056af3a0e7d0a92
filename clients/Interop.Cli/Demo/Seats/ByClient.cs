using System.Text.Json;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Demo.Seats;

/// <summary>Somebody writes with a client of the own server instead of the own network's.</summary>
internal static class ByClient
{
    /// <returns>What the server answers: the code that people on networks do not see.</returns>
    public static async Task<SubmitResult> SayAsync(OcipClient client, RoomId room, string text, TimeProvider time, CancellationToken cancel)
    {
        var draft = new EventDraft { Room = room, Type = EventTypes.Message, Content = JsonSerializer.SerializeToElement(MessageText.Of(text), OcipJson.Default.MessageContent) };
        return (await client.SubmitAsync(new SubmitRequest(TransactionId.Create(time), [draft]), cancel)).Results[0];
    }
}
