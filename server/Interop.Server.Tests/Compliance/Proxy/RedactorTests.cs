using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Tests.Compliance.Policies;
using Xunit;

namespace Interop.Server.Tests.Compliance.Proxy;

public sealed class RedactorTests
{
    private static readonly EventBody Written = new() { Salt = EventIdentity.NewSalt(), Content = JsonElement.Parse(
        """{"part":{"cardinality":"multi","semantics":"processAll","parts":[{"cardinality":"single","contentType":"text/plain","content":"4111 1111 1111 1111"},{"cardinality":"single","contentType":"text/plain","content":"thanks"}]}}""") };

    [Fact]
    public void Redaction_HasAFreshSalt_AndShowsNoLength()
    {
        var (one, other) = (Redact(), Redact());
        Assert.Equal(
            """{"part":{"cardinality":"multi","parts":[{"cardinality":"null"},{"cardinality":"single","content":"thanks","contentType":"text/plain"}],"semantics":"processAll"},"redacted":[{"pointer":"/part/parts/0"}]}""",
            one.Content.GetRawText());
        Assert.Equal(3, new[] { Written.Salt, one.Salt, other.Salt }.Distinct().Count());
    }

    [Fact]
    public void AChain_IsAcceptedFromTheHeader_ToTheBody_Unbroken()
    {
        var header = Story.Event(Story.Person("alice"), [Story.Person("bob")]).Header with { ContentDigest = DigestOf(Written) };
        var (one, two) = (Redact(), Redact());
        var (first, second) = (Link(Written, one), Link(one, two));
        Assert.True(StampVerifier.Accepts(header, Written, []));
        Assert.True(StampVerifier.Accepts(header, one, [first]));
        Assert.True(StampVerifier.Accepts(header, two, [first, second]));
        Assert.False(StampVerifier.Accepts(header, one, []));
        Assert.False(StampVerifier.Accepts(header, two, [first]));
        Assert.False(StampVerifier.Accepts(header, two, [second, first]));
        Assert.False(StampVerifier.Accepts(header, two, [second]));
        Assert.False(StampVerifier.Accepts(header, Written, [first]));
    }

    [Theory]
    [InlineData("4111 1111 1111 1111", true)]
    [InlineData("4111-1111-1111-1111.", true)]
    [InlineData("pay with 378282246310005 please", true)]
    [InlineData("4111 1111 1111 1112", false)]
    [InlineData("call 0049 30 123456", false)]
    [InlineData("0000000000000000", false)]
    public void Detector_FindsCardNumbers_ByTheirCheckDigit(string text, bool found)
    {
        var content = JsonSerializer.SerializeToElement(Interop.Protocol.Content.MessageText.Of(text), OcipJson.Default.MessageContent);
        var input = Story.Event(Story.Person("alice"), [Story.Person("bob")]) with { Content = content, Text = WrittenText.Of("message", content) };
        Assert.Equal(found, !new DetectPaymentCard(PolicyAction.Redact).Evaluate(in input).IsAllowForAll);
    }

    [Theory]
    [InlineData("text/plain; charset=utf-16")]
    [InlineData("text/plain; charset=iso-8859-1")]
    [InlineData("application/octet-stream")]
    [InlineData("image/png")]
    public void Detector_ReadsTheTextOfEveryPart_WhateverItsTypeSays(string type)
    {
        var content = JsonSerializer.SerializeToElement(new
        {
            part = new { cardinality = "multi", semantics = "processAll", parts = new object[] { new { cardinality = "single", contentType = type, content = "4111 1111 1111 1111" } } },
        });
        var input = Story.Event(Story.Person("alice"), [Story.Person("bob")]) with { Content = content, Text = WrittenText.Of("message", content) };
        Assert.False(new DetectPaymentCard(PolicyAction.Redact).Evaluate(in input).IsAllowForAll);
    }

    private static EventBody Redact() => JsonSerializer.Deserialize(Redactor.Redact(DigestOf(Written), Written, [Cut.OfPart("/part/parts/0")])!.Body, OcipJson.Default.EventBody)!;

    private static string DigestOf(EventBody body)
    {
        Assert.True(Base64UrlText.TryDecode(body.Salt, EventIdentity.SaltOctets, out var salt));
        return Base64UrlText.Of(EventIdentity.ContentDigest(salt, EventIdentity.CanonicalContent(body.Content, body.Provenance)));
    }

    private static Stamp Link(EventBody from, EventBody to)
    {
        var ev = EventId.Of(new byte[32]);
        return new Stamp
        {
            Proxy = ProxyId.Parse("ocip://acme.example/p/main"), Event = ev, Direction = Stamp.Local, Code = "2.0.2", PolicyDigest = "", At = "",
            Receipt = new ArchiveReceipt { Event = ev, Log = "", Index = 0, TreeSize = 1, RecordDigest = "", ArchivedAt = "" }, Redacted = new Redaction(DigestOf(from), DigestOf(to)),
        };
    }
}
