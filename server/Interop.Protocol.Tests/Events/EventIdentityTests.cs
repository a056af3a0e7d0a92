using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Xunit;
using Utf8 = System.Text.Encoding;

namespace Interop.Protocol.Tests.Events;

public sealed class EventIdentityTests
{
    private static readonly JsonElement File = Vectors.Load("events");

    [Fact]
    public void EventIdentity_GivesTheId_OfEveryVector()
    {
        foreach (var item in File.GetProperty("headers").EnumerateArray())
        {
            var header = item.GetProperty("header").Deserialize(OcipJson.Default.EventHeader)!;
            Assert.Equal(item.Text("canonical"), Utf8.UTF8.GetString(EventIdentity.CanonicalHeader(header)));
            Assert.Equal(item.Text("eventId"), EventIdentity.Of(header).Value);
        }
    }

    [Fact]
    public void EventIdentity_WritesHeadersAsTheGeneralWay_WhateverMembersTheyHave()
    {
        var full = File.GetProperty("headers").EnumerateArray().Select(h => JsonNode.Parse(h.GetProperty("header").GetRawText())!.AsObject())
            .Aggregate(new JsonObject(), (all, header) =>
            {
                foreach (var (name, value) in header)
                    all[name] = value?.DeepClone();
                return all;
            });
        // A member that the writer does not know would be missing from every event id: the union has all of them.
        Assert.Equal(typeof(EventHeader).GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).Order(), full.Select(m => m.Key).Order());
        var optional = new[] { "relates", "persona", "network", "state", "labels", "retention" };
        for (var mask = 0; mask < 1 << optional.Length; mask++)
        {
            var some = full.DeepClone().AsObject();
            for (var i = 0; i < optional.Length; i++)
            {
                if ((mask & (1 << i)) != 0)
                    some.Remove(optional[i]);
            }
            var header = JsonSerializer.Deserialize(some.ToJsonString(), OcipJson.Default.EventHeader)!;
            Assert.Equal(CanonicalJson.Of(JsonSerializer.SerializeToElement(header, OcipJson.Default.EventHeader)), EventIdentity.CanonicalHeader(header));
        }
    }

    [Fact]
    public void EventIdentity_DigestsContent_AsEveryVector()
    {
        foreach (var item in File.GetProperty("bodies").EnumerateArray())
        {
            var provenance = item.TryGetProperty("provenance", out var p) ? p.Deserialize(OcipJson.Default.Provenance) : null;
            var canonical = EventIdentity.CanonicalContent(item.GetProperty("content"), provenance);
            Assert.Equal(item.Text("canonical"), Utf8.UTF8.GetString(canonical));
            Assert.True(Base64UrlText.TryDecode(item.Text("salt"), EventIdentity.SaltOctets, out var salt));
            Assert.Equal(item.Text("contentDigest"), Base64UrlText.Of(EventIdentity.ContentDigest(salt, canonical)));

            var header = Header() with { ContentDigest = item.Text("contentDigest") };
            var body = new EventBody { Salt = item.Text("salt"), Content = item.GetProperty("content"), Provenance = provenance };
            Assert.True(EventIdentity.BodyMatches(header, body));
            Assert.False(EventIdentity.BodyMatches(header, body with { Salt = EventIdentity.NewSalt() }));
            Assert.False(EventIdentity.BodyMatches(header, body with { Content = JsonSerializer.SerializeToElement("x", OcipJson.Default.String) }));
            Assert.False(EventIdentity.BodyMatches(header, body with { Salt = "" }));
            Assert.False(EventIdentity.BodyMatches(header, body with { Content = default }));
            Assert.False(EventIdentity.BodyMatches(header with { ContentDigest = "x" }, body));
            Assert.False(EventIdentity.BodyMatches(header, null!));
        }
    }

    [Fact]
    public void EventIdentity_ChainsHubEntries_AsTheVectors()
    {
        var previous = EventIdentity.NoPrevious;
        foreach (var item in File.GetProperty("hubEntries").EnumerateArray())
        {
            var entry = item.GetProperty("hub").Deserialize(OcipJson.Default.HubEntry)!;
            Assert.Equal(previous, entry.Previous);
            previous = Base64UrlText.Of(EventIdentity.HubEntryHash(RoomId.Parse(item.Text("room")), EventId.Parse(item.Text("event")), entry));
            Assert.Equal(item.Text("hash"), previous);
        }
    }

    [Fact]
    public void EventIdentity_MakesFreshSalts_EachTime()
    {
        Assert.NotEqual(EventIdentity.NewSalt(), EventIdentity.NewSalt());
        Assert.True(Base64UrlText.TryDecode(EventIdentity.NewSalt(), EventIdentity.SaltOctets, out _));
        Assert.Throws<ArgumentException>(() => EventIdentity.ContentDigest([1], []));
    }

    [Fact]
    public void CanonicalJson_WritesStrings_AsItsElementWay()
    {
        var output = new ArrayBufferWriter<byte>();
        CanonicalJson.WriteString("a\"\\\b\f\n\r\t\u0000\u001f/é😀", output);
        Assert.Equal("\"a\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f/é😀\"", Utf8.UTF8.GetString(output.WrittenSpan));
    }

    private static EventHeader Header() => File.GetProperty("headers")[0].GetProperty("header").Deserialize(OcipJson.Default.EventHeader)!;
}
