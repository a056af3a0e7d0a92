using System.Text.Json;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Xunit;

namespace Interop.Protocol.Tests;

public sealed class OcipJsonTests
{
    private const string Hub = """{"seq":1,"previous":"x","accepted":"y"}""";

    [Theory]
    [InlineData("""{"seq":1,"previous":"x","accepted":"y","extra":1}""")]
    [InlineData("""{"seq":1,"previous":"x"}""")]
    [InlineData("""{"seq":1,"previous":null,"accepted":"y"}""")]
    [InlineData("""{"seq":"1","previous":"x","accepted":"y"}""")]
    [InlineData("""{"seq":1.5,"previous":"x","accepted":"y"}""")]
    [InlineData("""{"seq":1,"seq":2,"previous":"x","accepted":"y"}""")]
    [InlineData("""{"Seq":1,"previous":"x","accepted":"y"}""")]
    [InlineData("""[]""")]
    public void OcipJson_Refuses_WhatIsNotOfTheShape(string text) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(text, OcipJson.Default.HubEntry));

    [Fact]
    public void OcipJson_ReadsBack_WhatItWrote()
    {
        var hub = JsonSerializer.Deserialize(Hub, OcipJson.Default.HubEntry);
        Assert.Equal(new HubEntry(1, "x", "y"), hub);
        Assert.Equal(Hub, JsonSerializer.Serialize(hub, OcipJson.Default.HubEntry));
    }

    [Fact]
    public void OcipJson_LeavesAbsentMembersOut_InsteadOfNull()
    {
        var text = JsonSerializer.Serialize(new SubmitResult { Code = "5.5.0" }, OcipJson.Default.SubmitResult);
        Assert.Equal("""{"code":"5.5.0"}""", text);
    }

    [Fact]
    public void OcipJson_RefusesADraft_WithAMemberThatOnlyTheProviderWrites()
    {
        const string draft = """{"room":"ocip://acme.example/r/0190a3e2-7b3c-7def-8a1b-0123456789ab","type":"message","content":{}ORIGIN}""";
        Assert.Equal("message", JsonSerializer.Deserialize(draft.Replace("ORIGIN", "", StringComparison.Ordinal), OcipJson.Default.EventDraft)!.Type);
        Assert.Throws<JsonException>(() =>
            JsonSerializer.Deserialize(draft.Replace("ORIGIN", ",\"origin\":\"evil.example\"", StringComparison.Ordinal), OcipJson.Default.EventDraft));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(draft.Replace("acme.", "Acme.", StringComparison.Ordinal), OcipJson.Default.EventDraft));
    }

    [Fact]
    public void OcipJson_WritesIdentifiers_AsTheirCanonicalText()
    {
        var user = UserId.Parse("ocip://acme.example/u/alice");
        Assert.Equal("\"ocip://acme.example/u/alice\"", JsonSerializer.Serialize(user, OcipJson.Default.UserId));
        Assert.Equal(user, JsonSerializer.Deserialize("\"ocip://acme.example/u/alice\"", OcipJson.Default.UserId));
    }
}
