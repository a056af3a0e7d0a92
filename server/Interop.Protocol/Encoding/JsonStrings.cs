using System.Buffers;
using System.Text.Json;
using Utf8 = System.Text.Unicode.Utf8;

namespace Interop.Protocol.Encoding;

/// <summary>JSON strings as RFC 8785 §3.2.2.2 writes them.</summary>
internal static class JsonStrings
{
    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\']);

    public static void Write(ReadOnlySpan<char> text, IBufferWriter<byte> output)
    {
        WriteOctets("\""u8, output);
        while (true)
        {
            var plain = text.IndexOfAny(Escaped);
            if (plain < 0)
                break;
            WritePlain(text[..plain], output);
            WriteEscape(text[plain], output);
            text = text[(plain + 1)..];
        }
        WritePlain(text, output);
        WriteOctets("\""u8, output);
    }

    /// <summary>The text of a JSON string that is given with its quotes.</summary>
    public static string Decode(ReadOnlySpan<byte> quoted)
    {
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException fault)
        {
            throw new MalformedJsonException("an unpaired surrogate or invalid UTF-8 in a string", 0, fault);
        }
    }

    /// <summary>A member's name as text.</summary>
    public static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException fault)
        {
            throw new MalformedJsonException("an unpaired surrogate or invalid UTF-8 in a member name", 0, fault);
        }
    }

    private static void WritePlain(ReadOnlySpan<char> text, IBufferWriter<byte> output)
    {
        if (text.IsEmpty)
            return;
        var target = output.GetSpan(checked(text.Length * 3));
        if (Utf8.FromUtf16(text, target, out _, out var written, replaceInvalidSequences: false) != OperationStatus.Done)
            throw new MalformedJsonException("an unpaired surrogate", 0);
        output.Advance(written);
    }

    private static void WriteEscape(char c, IBufferWriter<byte> output)
    {
        switch (c)
        {
            case '"': WriteOctets("\\\""u8, output); break;
            case '\\': WriteOctets("\\\\"u8, output); break;
            case '\b': WriteOctets("\\b"u8, output); break;
            case '\t': WriteOctets("\\t"u8, output); break;
            case '\n': WriteOctets("\\n"u8, output); break;
            case '\f': WriteOctets("\\f"u8, output); break;
            case '\r': WriteOctets("\\r"u8, output); break;
            default:
                WriteOctets("\\u00"u8, output);
                var target = output.GetSpan(2);
                target[0] = (byte)(c < 0x10 ? '0' : '1');
                target[1] = (byte)"0123456789abcdef"[c & 0xF];
                output.Advance(2);
                break;
        }
    }

    private static void WriteOctets(ReadOnlySpan<byte> octets, IBufferWriter<byte> output) => output.Write(octets);
}
