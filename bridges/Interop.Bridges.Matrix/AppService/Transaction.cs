using System.Text.Json;

namespace Interop.Bridges.Matrix.AppService;

/// <summary>
/// The body of PUT /_matrix/app/v1/transactions. Only <c>events</c> is looked at: ephemeral data (typing, presence, receipts,
/// to-device messages, device lists) has no ids and is no record, and Synapse 1.160 puts other people's private read
/// receipts into it. All of that ends here.
/// </summary>
internal static class Transaction
{
    /// <summary>
    /// Answers the events in order; an entry that is no event is counted in <paramref name="malformed"/> and left out, because one
    /// bad entry must not stop what comes after it. Null when the body is not a JSON object with an array of events.
    /// </summary>
    public static IReadOnlyList<MatrixEvent>? Parse(ReadOnlyMemory<byte> body, out int malformed)
    {
        malformed = 0;
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MatrixJson.DepthMax });
            root = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }

        if (root.Array("events") is not { } entries)
            return null;
        var events = new List<MatrixEvent>(entries.GetArrayLength());
        foreach (var entry in entries.EnumerateArray())
        {
            if (MatrixEvent.TryRead(entry, out var read))
                events.Add(read!);
            else
                malformed++;
        }

        return events;
    }
}
