using System.Text.Json;
using Interop.Protocol.Identifiers;
using Xunit;

namespace Interop.Protocol.Tests.Identifiers;

public sealed class IdentifierTests
{
    private static readonly JsonElement File = Vectors.Load("identifiers");

    [Fact]
    public void ProviderName_IsRead_InCanonicalFormOnly() => Judge("providers", text => ProviderName.TryParse(text, out _));

    [Fact]
    public void UserId_IsRead_InCanonicalFormOnly() => Judge("users", text => UserId.TryParse(text, out _));

    [Fact]
    public void UserId_IsJudgedByNfcAndBidi_AsByAnIndependentImplementation() =>
        Judge("usersSampled", local => UserId.TryParse("ocip://acme.example/u/" + local, out _));

    [Fact]
    public void RoomId_IsRead_InCanonicalFormOnly() => Judge("rooms", text => RoomId.TryParse(text, out _));

    [Fact]
    public void TransactionId_IsRead_InCanonicalFormOnly() => Judge("transactions", text => TransactionId.TryParse(text, out _));

    [Fact]
    public void EventId_IsRead_InCanonicalFormOnly() => Judge("events", text => EventId.TryParse(text, out _));

    [Fact]
    public void UserId_HasItsParts_WhenRead()
    {
        var user = UserId.Parse("ocip://acme.example/u/jürgen");
        Assert.Equal("acme.example", user.Provider.Value);
        Assert.Equal("jürgen", user.Local);
        Assert.Equal("jürgen@acme.example", user.Short);
        Assert.Equal(user, UserId.Of(user.Provider, "jürgen"));
        Assert.Throws<FormatException>(() => UserId.Of(user.Provider, "Jürgen"));
    }

    [Fact]
    public void RoomId_HasItsParts_WhenRead()
    {
        var uuid = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);
        var room = RoomId.Of(ProviderName.Parse("acme.example"), uuid);
        Assert.Equal(uuid, room.Uuid);
        Assert.Equal("acme.example", room.Provider.Value);
    }

    [Fact]
    public void EventId_HasTheDigest_ThatItWasMadeOf()
    {
        var digest = System.Security.Cryptography.SHA256.HashData([1]);
        Assert.Equal(digest, EventId.Parse(EventId.Of(digest).Value).Digest());
        Assert.Throws<ArgumentException>(() => EventId.Of([1]));
    }

    [Fact]
    public void TransactionId_RisesWithTime_WhenCreated()
    {
        var id = TransactionId.Create(TimeProvider.System);
        Assert.Equal(7, id.Uuid.Version);
        Assert.True(TransactionId.TryParse(id.Value, out var read) && read == id);
    }

    [Fact]
    public void Identifiers_AreRefusedByJson_WhenNotCanonical()
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("\"ocip://acme.example/u/Alice\"", OcipJson.Default.UserId));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize($"\"{new string('A', 42)}B\"", OcipJson.Default.EventId));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("\"\\ud800\"", OcipJson.Default.UserId));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("5", OcipJson.Default.RoomId));
        Assert.Equal("\"A\"", JsonSerializer.Serialize("A", OcipJson.Default.String));
    }

    [Fact]
    public void Identifiers_Answer_WhenThereIsNoText()
    {
        Assert.False(ProviderName.TryParse(null, out _));
        Assert.False(UserId.TryParse(null, out _));
        Assert.False(RoomId.TryParse(null, out _));
        Assert.False(EventId.TryParse(null, out _));
        Assert.False(TransactionId.TryParse(null, out _));
        Assert.False(UserId.TryParse("ocip://acme.example/u/a\ud800", out _));
        Assert.Equal("", default(UserId).Value);
    }

    private static void Judge(string list, Func<string?, bool> reads)
    {
        foreach (var item in File.GetProperty(list).GetProperty("accepted").EnumerateArray())
            Assert.True(reads(item.GetString()), $"refused: {item.GetRawText()}");
        foreach (var item in File.GetProperty(list).GetProperty("refused").EnumerateArray())
            Assert.False(reads(item.GetString()), $"accepted: {item.GetRawText()}");
    }
}
