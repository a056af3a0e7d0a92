using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Interop.Protocol.Encoding;

/// <summary>
/// The one octet sequence of a JSON value (RFC 8785, JCS): no white space, member names sorted by UTF-16 code units, numbers as
/// ECMAScript writes them, strings with the fewest escapes. Input is strict JSON (<see cref="StrictJson"/>); of other JSON the
/// result is not defined, and a <see cref="MalformedJsonException"/> may come.
/// </summary>
public static class CanonicalJson
{
    /// <summary>Writes the canonical form of a value.</summary>
    public static void Write(JsonElement value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, output);
                break;
            case JsonValueKind.Array:
                WriteArray(value, output);
                break;
            case JsonValueKind.String:
                WriteQuoted(JsonMarshal.GetRawUtf8Value(value), output);
                break;
            case JsonValueKind.Number:
                JsonNumbers.WriteCanonical(JsonMarshal.GetRawUtf8Value(value), output);
                break;
            case JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null:
                output.Write(JsonMarshal.GetRawUtf8Value(value));
                break;
            default:
                throw new ArgumentException("no JSON value", nameof(value));
        }
    }

    /// <summary>The canonical form of a value.</summary>
    public static byte[] Of(JsonElement value)
    {
        var output = new ArrayBufferWriter<byte>(256);
        Write(value, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The canonical form of a text that <see cref="StrictJson.Validate"/> has accepted.</summary>
    /// <exception cref="MalformedJsonException">It is not JSON.</exception>
    public static byte[] Of(ReadOnlyMemory<byte> strictJson)
    {
        try
        {
            using var document = JsonDocument.Parse(strictJson);
            return Of(document.RootElement);
        }
        catch (JsonException fault)
        {
            throw new MalformedJsonException("not JSON: " + fault.Message, fault.BytePositionInLine ?? 0, fault);
        }
    }

    /// <summary>Writes a text as a JSON string, quotes included, with the fewest escapes (RFC 8785 §3.2.2.2).</summary>
    /// <exception cref="MalformedJsonException">The text has an unpaired surrogate.</exception>
    public static void WriteString(ReadOnlySpan<char> text, IBufferWriter<byte> output) => JsonStrings.Write(text, output);

    private static void WriteArray(JsonElement array, IBufferWriter<byte> output)
    {
        WriteOctet((byte)'[', output);
        var first = true;
        foreach (var item in array.EnumerateArray())
        {
            if (!first)
                WriteOctet((byte)',', output);
            first = false;
            Write(item, output);
        }
        WriteOctet((byte)']', output);
    }

    private static void WriteObject(JsonElement value, IBufferWriter<byte> output)
    {
        var count = value.GetPropertyCount();
        var members = ArrayPool<JsonProperty>.Shared.Rent(count);
        try
        {
            var at = 0;
            foreach (var member in value.EnumerateObject())
                members[at++] = member;
            MemberOrder.Sort(members.AsSpan(0, count));
            WriteOctet((byte)'{', output);
            for (var i = 0; i < count; i++)
            {
                if (i > 0)
                    WriteOctet((byte)',', output);
                WriteName(JsonMarshal.GetRawUtf8PropertyName(members[i]), members[i], output);
                WriteOctet((byte)':', output);
                Write(members[i].Value, output);
            }
            WriteOctet((byte)'}', output);
        }
        finally
        {
            ArrayPool<JsonProperty>.Shared.Return(members, clearArray: true);
        }
    }

    private static void WriteName(ReadOnlySpan<byte> inside, JsonProperty member, IBufferWriter<byte> output)
    {
        if (inside.Contains((byte)'\\'))
        {
            JsonStrings.Write(JsonStrings.NameOf(member), output);
            return;
        }
        var target = output.GetSpan(inside.Length + 2);
        target[0] = (byte)'"';
        inside.CopyTo(target[1..]);
        target[inside.Length + 1] = (byte)'"';
        output.Advance(inside.Length + 2);
    }

    private static void WriteQuoted(ReadOnlySpan<byte> quoted, IBufferWriter<byte> output)
    {
        // Without an escape there is nothing to unify: what JSON allows bare is what RFC 8785 writes bare.
        if (quoted.Contains((byte)'\\'))
            JsonStrings.Write(JsonStrings.Decode(quoted), output);
        else
            output.Write(quoted);
    }

    private static void WriteOctet(byte octet, IBufferWriter<byte> output)
    {
        output.GetSpan(1)[0] = octet;
        output.Advance(1);
    }
}
