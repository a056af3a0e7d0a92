using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Media;

namespace Interop.Cli.Generating;

/// <summary>Composes the JSON of a transaction without objects in between: a generator that costs more than the server would measure itself.</summary>
internal sealed class DraftWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> buffer = new(64 * 1024);
    private readonly Utf8JsonWriter json;

    public DraftWriter() => json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    public ReadOnlyMemory<byte> Octets => buffer.WrittenMemory;

    public void Begin(TransactionId transaction)
    {
        buffer.ResetWrittenCount();
        json.Reset();
        json.WriteStartObject();
        json.WriteString("transaction"u8, transaction.Value);
        json.WriteStartArray("events"u8);
    }

    public void End()
    {
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }

    /// <summary>A message, or an edit with the new text.</summary>
    /// <param name="room">Where.</param>
    /// <param name="text">What.</param>
    /// <param name="manner">How it is said.</param>
    /// <param name="from">Of a bridge's: who wrote it there; null for a client's.</param>
    public void Text(string room, string text, Manner manner, Native? from)
    {
        Start(room, manner.Relation == "replaces" ? "edit" : "message", manner.Relation, manner.Target, from);
        json.WriteStartObject("content"u8);
        if (manner.Urgent is { } reason)
        {
            json.WriteStartObject("urgent"u8);
            json.WriteString("reason"u8, reason);
            json.WriteEndObject();
        }
        json.WriteStartObject("part"u8);
        json.WriteString("cardinality"u8, "single"u8);
        json.WriteString("contentType"u8, "text/plain"u8);
        json.WriteString("content"u8, text);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public void Retraction(string room, string target)
    {
        Start(room, "retract", "retracts", target, null);
        json.WriteStartObject("content"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public void File(string room, MediaView media, string filename)
    {
        Start(room, "message", null, null, null);
        json.WriteStartObject("content"u8);
        json.WriteStartObject("part"u8);
        json.WriteString("cardinality"u8, "external"u8);
        json.WriteString("disposition"u8, "attachment"u8);
        json.WriteString("contentType"u8, media.Type);
        json.WriteString("url"u8, media.Url.Value);
        json.WriteNumber("size"u8, media.Size);
        json.WriteString("digest"u8, media.Digest);
        json.WriteString("filename"u8, filename);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public void Dispose() => json.Dispose();

    private void Start(string room, string type, string? relation, string? target, Native? from)
    {
        json.WriteStartObject();
        json.WriteString("room"u8, room);
        json.WriteString("type"u8, type);
        if (relation is not null)
        {
            json.WriteStartObject("relates"u8);
            json.WriteString("type"u8, relation);
            json.WriteString("event"u8, target);
            json.WriteEndObject();
        }
        if (from is null)
            return;
        json.WriteString("sender"u8, from.User);
        json.WriteStartObject("provenance"u8);
        json.WriteString("network"u8, from.Network);
        json.WriteString("account"u8, from.Account);
        json.WriteString("nativeId"u8, from.NativeId);
        json.WriteString("nativeRoom"u8, from.NativeRoom);
        json.WriteString("receivedAt"u8, from.ReceivedAt);
        json.WriteString("assurance"u8, "receipt"u8);
        json.WriteEndObject();
    }

    /// <summary>How something is said.</summary>
    /// <param name="Relation">How it refers to an earlier event; null for not.</param>
    /// <param name="Target">That event.</param>
    /// <param name="Urgent">Why it should not wait for hours; null when it may.</param>
    internal readonly record struct Manner(string? Relation = null, string? Target = null, string? Urgent = null);

    /// <summary>Whose message a bridge brings.</summary>
    internal sealed record Native(string Network, string User, string Account, string NativeId, string NativeRoom, string ReceivedAt);
}
