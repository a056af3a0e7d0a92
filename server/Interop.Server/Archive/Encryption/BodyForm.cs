using System.Buffers.Text;

namespace Interop.Server.Archive.Encryption;

/// <summary>
/// A body as it stands inside of its cell (spec 08.11): a third shorter than its canonical JSON, since most bodies are a line of text in the same
/// frame, and their salt needs no base64. The first octet says which form; what fits none stays as it is.
/// </summary>
internal static class BodyForm
{
    private const byte Text = 1;
    private const byte Salted = 2;
    private const int SaltOctets = 32;
    private const int SaltCharacters = 43;

    private static ReadOnlySpan<byte> TextHead => "{\"content\":{\"part\":{\"cardinality\":\"single\",\"content\":"u8;

    private static ReadOnlySpan<byte> TextTail => ",\"contentType\":\"text/plain\"}}"u8;

    private static ReadOnlySpan<byte> SaltHead => ",\"salt\":\""u8;

    private static ReadOnlySpan<byte> SaltTail => "\"}"u8;

    private static int TailOctets => SaltHead.Length + SaltCharacters + SaltTail.Length;

    public static byte[] Shorten(ReadOnlySpan<byte> body)
    {
        var inner = body.Length - TailOctets;
        Span<byte> salt = stackalloc byte[SaltOctets + 1];
        if (inner <= 0 || !body[inner..].StartsWith(SaltHead) || !body.EndsWith(SaltTail)
            || Base64Url.DecodeFromUtf8(body.Slice(inner + SaltHead.Length, SaltCharacters), salt, out _, out var octets) != System.Buffers.OperationStatus.Done || octets != SaltOctets)
        {
            return body.ToArray();
        }
        // A last character with bits that no octet has would not come back.
        Span<byte> again = stackalloc byte[SaltCharacters];
        Base64Url.EncodeToUtf8(salt[..SaltOctets], again, out _, out _);
        if (!body.Slice(inner + SaltHead.Length, SaltCharacters).SequenceEqual(again))
            return body.ToArray();
        // Without its closing brace, which follows on the salt.
        var content = body[..inner];
        var isText = content.StartsWith(TextHead) && content.EndsWith(TextTail) && content.Length > TextHead.Length + TextTail.Length;
        var rest = isText ? content[TextHead.Length..^TextTail.Length] : content;
        var form = new byte[1 + SaltOctets + rest.Length];
        form[0] = isText ? Text : Salted;
        salt[..SaltOctets].CopyTo(form.AsSpan(1));
        rest.CopyTo(form.AsSpan(1 + SaltOctets));
        return form;
    }

    public static byte[] Restore(byte[] form)
    {
        if (form.Length <= 1 + SaltOctets || form[0] is not (Text or Salted))
            return form;
        var isText = form[0] == Text;
        var rest = form.AsSpan(1 + SaltOctets);
        var content = rest.Length + (isText ? TextHead.Length + TextTail.Length : 0);
        var body = new byte[content + TailOctets];
        if (isText)
        {
            TextHead.CopyTo(body);
            rest.CopyTo(body.AsSpan(TextHead.Length));
            TextTail.CopyTo(body.AsSpan(TextHead.Length + rest.Length));
        }
        else
        {
            rest.CopyTo(body);
        }
        SaltHead.CopyTo(body.AsSpan(content));
        Base64Url.EncodeToUtf8(form.AsSpan(1, SaltOctets), body.AsSpan(content + SaltHead.Length), out _, out _);
        SaltTail.CopyTo(body.AsSpan(body.Length - SaltTail.Length));
        return body;
    }
}
