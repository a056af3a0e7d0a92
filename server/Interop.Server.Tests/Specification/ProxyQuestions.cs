using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.Content;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;

namespace Interop.Server.Tests.Specification;

/// <summary>Questions to a compliance proxy about genuine events, by somebody who is no provider.</summary>
internal static class ProxyQuestions
{
    /// <summary>A message of alice's in direction local.</summary>
    public static JsonNode Of(string text, params string[] recipients) => Of(EventTypes.Message, JsonSerializer.SerializeToElement(MessageText.Of(text), OcipJson.Default.MessageContent), recipients);

    /// <summary>The same of another type.</summary>
    public static JsonNode Of(string type, JsonElement content, params string[] recipients)
    {
        var salt = EventIdentity.NewSalt();
        Base64UrlText.TryDecode(salt, EventIdentity.SaltOctets, out var octets);
        var header = new EventHeader
        {
            Type = type, Room = RoomId.Parse("ocip://acme.example/r/01a20338-e8cc-796e-a00a-9c169d33521f"), Sender = UserId.Parse("ocip://acme.example/u/alice"),
            Origin = ProviderName.Parse("acme.example"), Created = "2026-11-22T12:26:33.404Z", Persona = "work",
            ContentDigest = Base64UrlText.Of(EventIdentity.ContentDigest(octets, EventIdentity.CanonicalContent(content, null))),
        };
        var item = new JsonObject
        {
            ["direction"] = "local", ["event"] = EventIdentity.Of(header).Value, ["header"] = JsonSerializer.SerializeToNode(header, OcipJson.Default.EventHeader),
            ["body"] = JsonSerializer.SerializeToNode(new EventBody { Salt = salt, Content = content }, OcipJson.Default.EventBody),
            ["sender"] = new JsonObject { ["user"] = header.Sender.Value, ["persona"] = "work", ["told"] = true },
            ["recipients"] = new JsonArray([.. recipients.Select(r => (JsonNode)new JsonObject { ["user"] = r, ["persona"] = "work" })]),
        };
        return new JsonObject { ["transaction"] = Actor.NewTransaction().Value, ["items"] = new JsonArray(item) };
    }
}
