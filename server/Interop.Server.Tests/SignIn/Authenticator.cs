using Interop.Server.SignIn;

namespace Interop.Server.Tests.SignIn;

/// <summary>What somebody's telephone does: codes of a secret, on the machine's clock.</summary>
internal static class Authenticator
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The code of now.</summary>
    /// <param name="uri">otpauth: address.</param>
    public static string CodeOf(string uri)
    {
        var secret = uri[(uri.IndexOf("secret=", StringComparison.Ordinal) + "secret=".Length)..].Split('&')[0];
        return Totp.CodeOf(FromBase32(secret), Totp.StepAt(TimeProvider.System.GetUtcNow()));
    }

    public static byte[] FromBase32(string text)
    {
        var (octets, buffer, bits) = (new List<byte>(), 0, 0);
        foreach (var c in text)
        {
            buffer = ((buffer << 5) | Alphabet.IndexOf(c, StringComparison.Ordinal)) & 0xFFFF;
            bits += 5;
            if (bits >= 8)
                octets.Add((byte)(buffer >> (bits -= 8)));
        }
        return [.. octets];
    }
}
