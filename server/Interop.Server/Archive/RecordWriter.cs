using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.ProxyApi;
using Interop.Protocol.Time;
using Interop.Server.Pipeline;
using Interop.Server.Retention;

namespace Interop.Server.Archive;

/// <summary>
/// Writes records, hub entries and receipts as canonical JSON by hand: members in the order of RFC 8785, nothing to sort. A test
/// compares each with the general canonicaliser.
/// </summary>
internal static class RecordWriter
{
    /// <summary>{at, decision, event, header, hub?, index, kind, media?, retention?, source}</summary>
    public static void Event(IBufferWriter<byte> output, MessageContext context, long index, string at, byte[]? hub, string kind, ClassSet classes)
    {
        output.Write("{\"at\":\""u8);
        Ascii(output, at);
        output.Write("\",\"decision\":"u8);
        Decision(output, context);
        output.Write(",\"event\":\""u8);
        Ascii(output, context.EventId.Value);
        output.Write("\",\"header\":"u8);
        output.Write(context.Header);
        if (hub is not null)
        {
            output.Write(",\"hub\":"u8);
            output.Write(hub);
        }
        output.Write(",\"index\":"u8);
        Number(output, index);
        output.Write(",\"kind\":\""u8);
        Ascii(output, kind);
        output.Write("\""u8);
        if (context.MediaCommitments is { Length: > 0 } media)
        {
            output.Write(",\"media\":[\""u8);
            Ascii(output, string.Join("\",\"", media));
            output.Write("\"]"u8);
        }
        if (!classes.IsDefault)
        {
            output.Write(",\"retention\":"u8);
            Ascii(output, classes.Json);
        }
        output.Write(",\"source\":\""u8);
        Ascii(output, context.Principal.Source);
        output.Write("\"}"u8);
    }

    /// <summary>{accepted, previous, seq}</summary>
    public static byte[] Hub(HubEntry place) =>
        Encoding.ASCII.GetBytes($"{{\"accepted\":\"{place.Accepted}\",\"previous\":\"{place.Previous}\",\"seq\":{place.Seq}}}");

    /// <summary>{archivedAt, event, index, log, recordDigest, retentionClass, treeSize}</summary>
    public static byte[] Receipt(string at, string eventId, long index, string log, byte[] leafHash, string retentionClass, long treeSize) =>
        Encoding.ASCII.GetBytes(
            $"{{\"archivedAt\":\"{at}\",\"event\":\"{eventId}\",\"index\":{index},\"log\":\"{log}\",\"recordDigest\":\"{Base64Url.EncodeToString(leafHash)}\",\"retentionClass\":\"{retentionClass}\",\"treeSize\":{treeSize}}}");

    /// <summary>The recipients that do not get it now, as kept with the record for reading streams: {"row":"code"}; null for none.</summary>
    public static string? Exceptions(MessageContext context)
    {
        if (context.Exceptions is not { Count: > 0 } exceptions)
            return null;
        var text = new StringBuilder("{");
        foreach (var exception in exceptions)
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 1 ? "," : "")}\"{exception.User.Id}\":\"{exception.Code.Code}\"");
        return text.Append('}').ToString();
    }

    public static byte[] Concat(byte[][] hashes)
    {
        var all = new byte[hashes.Length * 32];
        for (var i = 0; i < hashes.Length; i++)
            hashes[i].CopyTo(all, i * 32);
        return all;
    }

    /// <summary>{asked?, bypass?, code, detail?, failed?, notPrevented?, policies?, recipients?, redacted?, retention?, stamps?}</summary>
    private static void Decision(IBufferWriter<byte> output, MessageContext context)
    {
        output.Write("{"u8);
        if (context.Asked is { } asked)
        {
            output.Write("\"asked\":"u8);
            Ascii(output, asked);
            output.Write(","u8);
        }
        if (context.Bypass is { } bypass)
        {
            output.Write("\"bypass\":\""u8);
            Ascii(output, bypass.Reason);
            output.Write("\","u8);
        }
        output.Write("\"code\":\""u8);
        Ascii(output, context.Code.Code);
        output.Write("\""u8);
        if (context.Detail is { } detail)
        {
            output.Write(",\"detail\":"u8);
            CanonicalJson.WriteString(detail, output);
        }
        if (context.Failed is { } failed)
        {
            output.Write(",\"failed\":"u8);
            Ascii(output, failed);
        }
        if (context.NotPrevented is { } shown)
        {
            output.Write(",\"notPrevented\":["u8);
            for (var i = 0; i < shown.Count; i++)
            {
                if (i > 0)
                    output.Write(","u8);
                CanonicalJson.WriteString(shown[i].UserId.Value, output);
            }
            output.Write("]"u8);
        }
        if (context.Policies is { } policies)
        {
            output.Write(",\"policies\":\""u8);
            Ascii(output, policies);
            output.Write("\""u8);
        }
        if (context.Exceptions is { Count: > 0 } exceptions)
        {
            output.Write(",\"recipients\":["u8);
            for (var i = 0; i < exceptions.Count; i++)
            {
                output.Write(i == 0 ? "{"u8 : ",{"u8);
                if (exceptions[i].Cancels)
                    output.Write("\"cancels\":true,"u8);
                output.Write("\"code\":\""u8);
                Ascii(output, exceptions[i].Code.Code);
                if (exceptions[i].HoldUntil is { } until)
                {
                    output.Write("\",\"holdUntil\":\""u8);
                    Ascii(output, WireTime.Format(until));
                }
                output.Write("\",\"user\":"u8);
                CanonicalJson.WriteString(exceptions[i].User.UserId.Value, output);
                output.Write("}"u8);
            }
            output.Write("]"u8);
        }
        if (context.Redacted is { } redacted)
        {
            output.Write(",\"redacted\":{\"from\":\""u8);
            Ascii(output, redacted.Link.From);
            output.Write("\",\"to\":\""u8);
            Ascii(output, redacted.Link.To);
            output.Write("\"}"u8);
        }
        if (context.RetentionAnswer is { } answer)
        {
            output.Write(",\"retention\":"u8);
            CanonicalJson.Write(JsonSerializer.SerializeToElement(answer, OcipJson.Default.RetentionAnswer), output);
        }
        if (context.Stamp is { } stamp)
        {
            output.Write(",\"stamps\":[\""u8);
            Ascii(output, Base64Url.EncodeToString(StampDigest.Of(stamp.Stamp)));
            output.Write("\"]"u8);
        }
        output.Write("}"u8);
    }

    private static void Ascii(IBufferWriter<byte> output, string text)
    {
        var span = output.GetSpan(text.Length);
        output.Advance(Encoding.ASCII.GetBytes(text, span));
    }

    private static void Number(IBufferWriter<byte> output, long value)
    {
        var span = output.GetSpan(20);
        Utf8Formatter.TryFormat(value, span, out var written);
        output.Advance(written);
    }
}
