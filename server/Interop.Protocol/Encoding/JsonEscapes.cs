using System.Buffers.Text;

namespace Interop.Protocol.Encoding;

/// <summary>What stands behind backslashes in JSON strings.</summary>
internal static class JsonEscapes
{
    /// <summary>Refuses \uD800–\uDFFF that do not come as a pair. The text is a string's inside that a JSON reader has accepted.</summary>
    public static void RefuseUnpairedSurrogates(ReadOnlySpan<byte> inside, long offset)
    {
        for (var at = 0; ;)
        {
            var backslash = inside[at..].IndexOf((byte)'\\');
            if (backslash < 0)
                return;
            at += backslash;
            if (inside[at + 1] != (byte)'u')
            {
                at += 2;
                continue;
            }
            var unit = Unit(inside[at..]);
            if (char.IsLowSurrogate(unit))
                throw new MalformedJsonException("an unpaired surrogate", offset + at);
            if (char.IsHighSurrogate(unit))
            {
                var next = inside[(at + 6)..];
                if (next.Length < 6 || next[0] != (byte)'\\' || next[1] != (byte)'u' || !char.IsLowSurrogate(Unit(next)))
                    throw new MalformedJsonException("an unpaired surrogate", offset + at);
                at += 6;
            }
            at += 6;
        }
    }

    private static char Unit(ReadOnlySpan<byte> escape) =>
        Utf8Parser.TryParse(escape.Slice(2, 4), out ushort unit, out var used, 'x') && used == 4
            ? (char)unit
            : throw new FormatException("four hexadecimal digits expected");
}
