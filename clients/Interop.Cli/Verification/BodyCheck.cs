using System.Security.Cryptography;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;

namespace Interop.Cli.Verification;

/// <summary>
/// That a body is the one whose digest the fixed part promises. A body is {content, provenance?, salt} in canonical form, so the
/// salted octets are the body without its last member; that they hash to the promised digest proves the form as well.
/// </summary>
internal static class BodyCheck
{
    private const int SaltCharacters = 43;

    private static ReadOnlySpan<byte> BeforeSalt => ",\"salt\":\""u8;

    private static ReadOnlySpan<byte> AfterSalt => "\"}"u8;

    /// <summary>False when it is absent and ought to be there: then a disposition must have ended it.</summary>
    /// <exception cref="ArchiveFaultException">It is another.</exception>
    public static bool IsThere(LogRow row, FixedPart part)
    {
        if (row.IsClosed)
            return true;
        if (row.Body is null)
        {
            // Of a refusal, of what was withheld and of what a proxy has refused, the content need not be kept (spec 08: notKept). What went out to
            // its hub may have its content with the record that came back: see ReturnCheck.
            return part.ContentDigest is null || part.Kind is "refusal" or "decision" or "egress" || part.IsWithheld;
        }
        if (part.ContentDigest is not { } promised)
            throw new ArchiveFaultException($"record {part.Index} has content that its fixed part does not know of");
        if (!Matches(row.Body, promised))
            throw new ArchiveFaultException($"record {part.Index}: the content is not the one whose digest was archived");
        return true;
    }

    /// <summary>Whether a body is the one whose digest was promised.</summary>
    public static bool Matches(byte[] body, string promised)
    {
        var tail = BeforeSalt.Length + SaltCharacters + AfterSalt.Length;
        if (body.Length <= tail || !body.AsSpan(body.Length - tail).StartsWith(BeforeSalt) || !body.AsSpan().EndsWith(AfterSalt))
            return false;
        Span<char> saltText = stackalloc char[SaltCharacters];
        if (System.Text.Encoding.ASCII.GetChars(body.AsSpan(body.Length - AfterSalt.Length - SaltCharacters, SaltCharacters), saltText) != SaltCharacters
            || !Base64UrlText.TryDecode(saltText, EventIdentity.SaltOctets, out var salt)
            || !Base64UrlText.TryDecode(promised, SHA256.HashSizeInBytes, out var digest))
            return false;
        var content = body.AsSpan(0, body.Length - tail + 1);
        // The brace takes the comma's place, for as long as this is computed: nobody else has the row meanwhile.
        content[^1] = (byte)'}';
        var found = EventIdentity.ContentDigest(salt, content);
        content[^1] = (byte)',';
        return found.AsSpan().SequenceEqual(digest);
    }
}
