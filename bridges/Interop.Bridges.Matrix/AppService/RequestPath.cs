using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Interop.Bridges.Matrix.AppService;

/// <summary>
/// The segments of a request's raw target, each decoded once. The web server's own decoded path cannot be used: it leaves
/// %2F as it is, and the ids of old users and aliases may hold a '/'.
/// </summary>
internal static class RequestPath
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>False for what is no path of UTF-8 segments.</summary>
    public static bool TrySplit(string rawTarget, [NotNullWhen(true)] out string[]? segments)
    {
        segments = null;
        if (rawTarget.Length is 0 or > IngressLimits.PathLengthMax || rawTarget[0] != '/')
            return false;
        var query = rawTarget.IndexOf('?', StringComparison.Ordinal);
        var raw = (query < 0 ? rawTarget : rawTarget[..query])[1..].Split('/');
        var decoded = new string[raw.Length];
        for (var at = 0; at < raw.Length; at++)
        {
            if (Decode(raw[at]) is not { } segment)
                return false;
            decoded[at] = segment;
        }

        segments = decoded;
        return true;
    }

    private static string? Decode(string segment)
    {
        var octets = new List<byte>(segment.Length);
        for (var at = 0; at < segment.Length; at++)
        {
            if (segment[at] == '%')
            {
                if (at + 2 >= segment.Length || !char.IsAsciiHexDigit(segment[at + 1]) || !char.IsAsciiHexDigit(segment[at + 2]))
                    return null;
                octets.Add(Convert.FromHexString(segment.AsSpan(at + 1, 2))[0]);
                at += 2;
            }
            else if (segment[at] is > ' ' and <= '~')
            {
                octets.Add((byte)segment[at]);
            }
            else
            {
                return null;
            }
        }

        try
        {
            return Strict.GetString([.. octets]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
