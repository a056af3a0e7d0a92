using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Interop.Bridges.Native;

namespace Interop.Bridges.Matrix.Identity;

/// <summary>
/// The readable names of ghosts: <c>ocip_alice</c> for a user of this provider, <c>ocip_xmpp_bob=40xmpp.test</c> for a person
/// on another network. Octets that a local part may not hold, and '_' and '=' themselves, are written <c>=xx</c>, so the two
/// forms cannot be mistaken for each other. Which user a ghost is, is written in the core's registry; what <see cref="Read"/>
/// reads out of a name is a question to the server, never an answer.
/// </summary>
internal static class GhostLocalpart
{
    public const string Prefix = "ocip_";

    /// <summary>Octets of a ghost's local part: leaves room for a server name of 100 octets.</summary>
    public const int OctetsMax = 150;

    private const string Plain = "abcdefghijklmnopqrstuvwxyz0123456789.-";

    public static string Of(GhostAddress address) =>
        Prefix + Shorten(address.Network == GhostAddress.Ocip ? Escape(address.Account) : Escape(address.Network) + "_" + Escape(address.Account));

    /// <summary>The address in a local part, or null when it is outside the namespace or cannot be read (a name too long to be kept whole).</summary>
    public static GhostAddress? Read(string localpart)
    {
        if (!localpart.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var rest = localpart[Prefix.Length..];
        var split = rest.IndexOf('_', StringComparison.Ordinal);
        var network = split < 0 ? GhostAddress.Ocip : Unescape(rest[..split]);
        var account = Unescape(rest[(split + 1)..]);
        // A name that reads as an address but is not how we would write it belongs to nobody: else one person had two ghosts.
        return network is { Length: > 0 } && account is { Length: > 0 } && Of(new GhostAddress(network, account)) == localpart
            ? new GhostAddress(network, account) : null;
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (Plain.Contains((char)octet, StringComparison.Ordinal))
                escaped.Append((char)octet);
            else
                escaped.Append('=').Append(octet.ToString("x2", CultureInfo.InvariantCulture));
        }

        return escaped.ToString();
    }

    /// <summary>Too long names keep their beginning and get a digest ('=h' is no escape), so that two long ones stay two.</summary>
    private static string Shorten(string escaped)
    {
        if (escaped.Length <= OctetsMax - Prefix.Length)
            return escaped;
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(escaped)))[..24];
        return $"{escaped[..(OctetsMax - Prefix.Length - 26)]}=h{digest}";
    }

    private static string? Unescape(string text)
    {
        var octets = new List<byte>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '=')
            {
                if (!Plain.Contains(text[at], StringComparison.Ordinal))
                    return null;
                octets.Add((byte)text[at]);
            }
            else if (at + 2 < text.Length && byte.TryParse(text.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                octets.Add(octet);
                at += 2;
            }
            else
            {
                return null;
            }
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString([.. octets]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
