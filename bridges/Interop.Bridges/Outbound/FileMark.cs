using System.Security.Cryptography;
using System.Text;
using Interop.Protocol.Content;

namespace Interop.Bridges.Outbound;

/// <summary>
/// Tells whether a native message shows the same file as a part does. Four octets: enough to tell the few files of one message apart, and too little to show that
/// somebody had a certain file once the message is erased.
/// </summary>
internal static class FileMark
{
    private const int Octets = 4;

    public static string Of(ContentPart file) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"file {file.Digest} {file.Filename}"))[..Octets]);
}
