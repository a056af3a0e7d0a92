using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Interop.Protocol;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>Media types on the wire (spec 15).</summary>
[Collection(RealServerTests.Name)]
public sealed class MediaTypeTests(RealServer server)
{
    private const string Text = "Zürich, 東京, 🦉";
    private static readonly string[] JsonTypes = ["application/json", "application/json; charset=utf-8", "application/json; charset=iso-8859-1"];
    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();

    [Fact]
    public async Task Json_IsReadAsUtf8_WhateverTheCharsetSays()
    {
        foreach (var (i, type) in JsonTypes.Index())
        {
            var (status, answer) = await SubmitAsync(type, $"{suffix}{i}");
            Assert.Equal(200, status);
            var index = answer.GetProperty("results")[0].GetProperty("index").GetInt64();
            var body = (await scene.Office.Archive.RecordAsync(index)).Body;
            Assert.Equal(Text, body!.Content.GetProperty("part").GetProperty("content").GetString());
        }
    }

    [Fact]
    public async Task BodyThatIsNotJson_IsRefusedWith415()
    {
        var (status, answer) = await SubmitAsync("text/plain", suffix);
        Assert.Equal((415, "5.5.0"), (status, answer.GetProperty("code").GetString()));
    }

    [Fact]
    public void Problem_IsRead_WithMembersThatAreNotKnown()
    {
        var read = JsonSerializer.Deserialize("""{"type":"urn:ocip:code:5.1.0","title":"blocked-policy","status":403,"code":"5.1.0","appeal":"https://acme.example/appeal"}""", OcipJson.Default.Problem);
        Assert.Equal("5.1.0", read?.Code);
    }

    private async Task<(int Status, JsonElement Answer)> SubmitAsync(string type, string name)
    {
        var (alice, bob, _) = await scene.ThreeAsync(name);
        var room = await Scene.RoomAsync(alice, bob);
        var draft = JsonSerializer.Serialize(new
        {
            transaction = Actor.NewTransaction().ToString(),
            events = new[] { new { room = room.Value, type = "message", content = new { part = new { cardinality = "single", contentType = "text/plain", content = Text } } } },
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, "client/submit") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(draft)) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var http = new RawHttp(scene.Server.Address, alice.Token);
        var (status, answer, response) = await http.SendAsync(request);
        response.Dispose();
        return (status, answer);
    }
}
