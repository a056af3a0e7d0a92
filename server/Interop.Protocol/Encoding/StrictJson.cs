using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Interop.Protocol.Encoding;

/// <summary>
/// The JSON that OCIP accepts (spec 03): RFC 8259 within I-JSON (RFC 7493). Refused are duplicate member names, numbers whose
/// nearest IEEE 754 double is beyond ±(2^53−1), invalid UTF-8, unpaired surrogates (escaped ones too), a byte order mark,
/// comments, trailing data, and whatever is over the limits. <c>-0</c> is accepted and means 0, as RFC 8785 writes it.
/// </summary>
public static class StrictJson
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>Checks and reads a text. The document refers to <paramref name="utf8"/>: leave that alone until it is disposed.</summary>
    /// <exception cref="MalformedJsonException">The text is refused.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8, StrictJsonLimits limits)
    {
        Validate(utf8.Span, limits);
        return JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = limits.DepthMax });
    }

    /// <summary>Checks a text. Allocates nothing for events of ordinary shape.</summary>
    /// <exception cref="MalformedJsonException">The text is refused.</exception>
    public static void Validate(ReadOnlySpan<byte> utf8, StrictJsonLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (utf8.Length > limits.OctetsMax)
            throw new MalformedJsonException($"{utf8.Length} octets, at most {limits.OctetsMax} are allowed", limits.OctetsMax);
        if (utf8.StartsWith(ByteOrderMark))
            throw new MalformedJsonException("a byte order mark", 0);
        if (!Utf8.IsValid(utf8))
            throw new MalformedJsonException("not valid UTF-8", FirstInvalid(utf8));

        var names = new MemberNames(utf8, stackalloc int[MemberNames.InitialSlots]);
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = limits.DepthMax });
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        names.Open();
                        break;
                    case JsonTokenType.EndObject:
                        names.Close();
                        break;
                    case JsonTokenType.PropertyName:
                        if (reader.ValueIsEscaped)
                            JsonEscapes.RefuseUnpairedSurrogates(reader.ValueSpan, reader.TokenStartIndex + 1);
                        names.Add((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, reader.ValueIsEscaped);
                        break;
                    case JsonTokenType.String:
                        if (reader.ValueIsEscaped)
                            JsonEscapes.RefuseUnpairedSurrogates(reader.ValueSpan, reader.TokenStartIndex + 1);
                        break;
                    case JsonTokenType.Number:
                        JsonNumbers.RefuseUnsafe(reader.ValueSpan, reader.TokenStartIndex);
                        break;
                }
            }
        }
        catch (JsonException fault)
        {
            throw new MalformedJsonException("not JSON: " + fault.Message, reader.BytesConsumed, fault);
        }
        finally
        {
            names.Dispose();
        }
    }

    private static long FirstInvalid(ReadOnlySpan<byte> utf8)
    {
        var at = 0;
        while (System.Text.Rune.DecodeFromUtf8(utf8[at..], out _, out var length) == OperationStatus.Done)
            at += length;
        return at;
    }
}
