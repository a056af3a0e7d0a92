using System.Buffers.Text;
using System.Text;
using Interop.Server.Archive.Encryption;
using Xunit;

namespace Interop.Server.Tests.Archive;

public sealed class BodyFormTests
{
    private static readonly string Salt = Base64Url.EncodeToString([.. Enumerable.Range(7, 32).Select(n => (byte)n)]);

    public static TheoryData<string, int> Bodies() => new()
    {
        // A body, and by how many octets it becomes shorter.
        { $$$"""{"content":{"part":{"cardinality":"single","content":"Look at clause 7.","contentType":"text/plain"}},"salt":"{{{Salt}}}"}""", 103 },
        { $$$"""{"content":{"part":{"cardinality":"single","content":"","contentType":"text/plain"}},"salt":"{{{Salt}}}"}""", 103 },
        { $$$"""{"content":{"part":{"cardinality":"single","content":"x","contentType":"text/html"}},"salt":"{{{Salt}}}"}""", 21 },
        { $$$"""{"content":{"part":{"cardinality":"single","content":"a\",\"contentType\":\"text/plain\"}}","contentType":"text/plain"}},"provenance":{"network":"xmpp"},"salt":"{{{Salt}}}"}""", 21 },
        { $$$"""{"content":{},"salt":"{{{Salt}}}"}""", 21 },
        { """{"content":{},"salt":"short"}""", 0 },
        { $$$"""{"content":{},"salt":"{{{Salt[..^1]}}}!"}""", 0 },
        { $$$"""{"content":{},"salt":"{{{Salt[..^1]}}}{{{(char)(Salt[^1] + 1)}}}"}""", 0 },
        { "{}", 0 },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Form_IsShorter_AndTheBodyComesBackOctetByOctet(string body, int shorter)
    {
        var octets = Encoding.UTF8.GetBytes(body);
        var form = BodyForm.Shorten(octets);
        Assert.Equal(octets.Length - shorter, form.Length);
        Assert.Equal(octets, BodyForm.Restore(form));
        Assert.Equal(octets, Interop.Cli.Verification.BodyForm.Restore(form));
    }
}
