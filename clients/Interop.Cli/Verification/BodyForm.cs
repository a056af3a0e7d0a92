using System.Buffers.Text;

namespace Interop.Cli.Verification;

/// <summary>The body whose shorter form lies in an encrypted cell (spec 08.11).</summary>
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
