using System.Security.Cryptography;
using System.Text;

namespace Interop.Server.SignIn;

/// <summary>Codes for whoever has lost the second factor: 80 random bits each, kept as SHA-256 only.</summary>
internal static class RecoveryCode
{
    private const int Octets = 10;
    private const int Characters = 16;

    /// <summary>As ABCD-EFGH-IJKL-MNOP.</summary>
    public static string New() => string.Join('-', Totp.ToBase32(RandomNumberGenerator.GetBytes(Octets)).Chunk(4).Select(four => new string(four)));

    /// <summary>Of a code as somebody types it; null when it is none.</summary>
    public static byte[]? HashOf(string code)
    {
        var plain = code.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return plain.Length == Characters ? SHA256.HashData(Encoding.UTF8.GetBytes(plain)) : null;
    }
}
