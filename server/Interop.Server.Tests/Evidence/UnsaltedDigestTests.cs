using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Evidence;

/// <summary>A short text can be guessed from its digest: none stands anywhere but under the salt of its body (spec 04, 15).</summary>
[Collection(RealServerTests.Name)]
public sealed class UnsaltedDigestTests(RealServer server)
{
    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();

    [Fact]
    public async Task DigestOfContent_WithoutItsSalt_StandsNowhere()
    {
        var (alice, bob) = (await scene.PersonAsync("alice" + suffix), await scene.PersonAsync("bob" + suffix));
        var room = await Scene.RoomAsync(alice, bob);
        var heard = bob.Listen();
        var file = SHA256.HashData("a file that somebody could have"u8);
        var external = JsonSerializer.SerializeToElement(new
        {
            part = new { cardinality = "external", contentType = "application/pdf", url = "https://files.example/minutes.pdf", size = 31, digest = Base64UrlText.Of(file), filename = "minutes.pdf" },
        });
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "yes")).Code);
        var sent = await alice.SubmitAsync(new EventDraft { Room = room, Type = EventTypes.Message, Content = external });
        Assert.Equal("2.0.0", sent.Code);
        await heard.UntilAsync(s => s.Events.Any(e => e.Id == sent.Event), "the file");

        var audit = await scene.AuditAsync();
        var places = audit.Records.Select(r => r.Record.GetRawText())
            .Concat(heard.Items.Where(i => i.Receipt is not null).Select(i => JsonSerializer.Serialize(i.Receipt!, OcipJson.Default.ArchiveReceipt)))
            .Concat(heard.Events.Select(e => JsonSerializer.Serialize(e.Header, OcipJson.Default.EventHeader))).Append(scene.Server.Output).ToArray();
        foreach (var spelt in Digests(external).Concat(Digests(Actor.Words("yes"))).Append(SHA256.HashData("yes"u8)).Append(file).SelectMany(Spellings))
            Assert.DoesNotContain(places, p => p.Contains(spelt, StringComparison.OrdinalIgnoreCase));
        // What is looked for is found where it may stand.
        Assert.Contains(Base64UrlText.Of(file), audit.Events[sent.Event!.Value.Value].Body!.Content.GetRawText(), StringComparison.Ordinal);
    }

    /// <summary>Of the content as it was written, in its canonical form, and as the digest has it but for the salt.</summary>
    private static IEnumerable<byte[]> Digests(JsonElement content) =>
        [SHA256.HashData(Encoding.UTF8.GetBytes(content.GetRawText())), SHA256.HashData(CanonicalJson.Of(content)), SHA256.HashData(EventIdentity.CanonicalContent(content, null))];

    private static IEnumerable<string> Spellings(byte[] digest) => [Base64UrlText.Of(digest), Convert.ToBase64String(digest), Convert.ToHexString(digest)];
}
