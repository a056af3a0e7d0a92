using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Interop.Server.SignIn;

/// <summary>One-time codes by time (RFC 6238): HMAC-SHA-1, six digits, steps of 30 seconds, as authenticators have them.</summary>
internal static class Totp
{
    public const int SecretOctets = 20;
    public const int Digits = 6;
    private const int StepSeconds = 30;
    private const int Modulus = 1_000_000;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static long StepAt(DateTimeOffset at) => at.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step (RFC 4226, section 5.3).</summary>
    public static string CodeOf(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6238 as authenticators have it: HMAC does not rest on what SHA-1 lacks
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var at = mac[^1] & 0x0F;
        var number = BinaryPrimitives.ReadInt32BigEndian(mac.Slice(at, 4)) & 0x7FFF_FFFF;
        return (number % Modulus).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code this is, of now and the one before and after it; null when it is none of them.</summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now)
    {
        if (code.Length != Digits || code.Any(c => !char.IsAsciiDigit(c)))
            return null;
        long? found = null;
        for (var step = StepAt(now) - 1; step <= StepAt(now) + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(CodeOf(secret, step)), System.Text.Encoding.ASCII.GetBytes(code)))
                found = step;
        }
        return found;
    }

    /// <summary>RFC 4648 without padding.</summary>
    public static string ToBase32(ReadOnlySpan<byte> octets)
    {
        var text = new System.Text.StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var octet in octets)
        {
            buffer = ((buffer << 8) | octet) & 0xFFFF;
            for (bits += 8; bits >= 5; bits -= 5)
                text.Append(Base32[(buffer >> (bits - 5)) & 31]);
        }
        if (bits > 0)
            text.Append(Base32[(buffer << (5 - bits)) & 31]);
        return text.ToString();
    }
}
