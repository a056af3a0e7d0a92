using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Interop.Server.Identity;

/// <summary>
/// API tokens: 32 random octets. They are stored as SHA-256 only; with 256 bits of entropy a slow hash would add nothing.
/// </summary>
internal static class Secrets
{
    private const string Prefix = "ocip_";

    public static string NewToken() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
