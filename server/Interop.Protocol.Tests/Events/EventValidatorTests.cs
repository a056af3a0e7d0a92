using System.Text.Json;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Xunit;

namespace Interop.Protocol.Tests.Events;

public sealed class EventValidatorTests
{
    private static readonly JsonElement File = Vectors.Load("drafts");
    private static readonly DateTimeOffset Now = WireTime.Parse(File.Text("now"));

    [Fact]
    public void EventValidator_Accepts_EveryGoodVector()
    {
        foreach (var item in File.GetProperty("accepted").EnumerateArray())
        {
            var fault = EventValidator.CheckDraft(Draft(item), Now);
            Assert.True(fault is null, $"{item.Text("why")}: {fault?.Detail}");
        }
    }

    [Fact]
    public void EventValidator_Refuses_EveryBadVector()
    {
        foreach (var item in File.GetProperty("refused").EnumerateArray())
        {
            var (code, detail) = Judge(item);
            Assert.True(code == item.Text("code"), $"{item.Text("why")}: {code} {detail}");
        }
    }

    [Theory]
    [InlineData(30 * 1024, null)]
    [InlineData(62 * 1024, null)]
    [InlineData(63 * 1024, "5.5.5")]
    [InlineData(64 * 1024, "5.5.5")]
    public void EventValidator_JudgesSize_InCanonicalForm(int octets, string? code)
    {
        Assert.Equal(code, Check(Content(MessageText.Of(new string('x', octets)))));
        // Escapes that the canonical form has not: six octets for one.
        var letters = string.Concat(Enumerable.Repeat("\\u0078", octets));
        using var escaped = JsonDocument.Parse("{\"part\":{\"cardinality\":\"single\",\"contentType\":\"text/plain\",\"content\":\"" + letters + "\"}}");
        Assert.Equal(code, Check(escaped.RootElement));
    }

    [Fact]
    public void EventValidator_JudgesSize_WhereTheCanonicalFormIsLonger()
    {
        using var numbers = JsonDocument.Parse("{\"n\":[" + string.Join(",", Enumerable.Repeat("1e15", 4500)) + "]}");
        Assert.Equal("5.5.5", EventValidator.CheckDraft(Base() with { Type = "poll", Content = numbers.RootElement }, Now)?.Code.Code);
    }

    [Fact]
    public void EventValidator_MakesRoom_ForWhatTheProviderAdds()
    {
        var text = 0;
        for (var step = 32 * 1024; step > 0; step /= 2)
        {
            if (Check(Content(MessageText.Of(new string('x', text + step)))) is null)
                text += step;
        }
        var draft = Base() with { Content = Content(MessageText.Of(new string('x', text))) };
        var longest = ProviderName.Parse(string.Join('.', Enumerable.Repeat(new string('a', 50), 4)));
        var header = new EventHeader
        {
            Type = draft.Type, Room = draft.Room, Sender = UserId.Of(longest, new string('u', 128)), Origin = longest,
            Created = WireTime.Format(Now), ContentDigest = EventIdentity.NoPrevious, Persona = "personal", Network = new string('n', 32),
        };
        var body = new EventBody { Salt = EventIdentity.NewSalt(), Content = draft.Content };
        var octets = EventIdentity.CanonicalHeader(header).Length + EventIdentity.CanonicalContent(body.Content, null).Length + body.Salt.Length + 30;
        Assert.InRange(octets, EventLimits.EventOctetsMax - EventLimits.EnvelopeOctets, EventLimits.EventOctetsMax);
    }

    [Theory]
    [InlineData(1023, null)]
    [InlineData(1024, "5.5.5")]
    public void EventValidator_CountsParts_AllLevelsTogether(int inner, string? code)
    {
        var parts = Enumerable.Repeat(new ContentPart { Cardinality = "null" }, inner - 1).Prepend(
            new ContentPart { Cardinality = "multi", Semantics = "singleUnit", Parts = [new ContentPart { Cardinality = "null" }] }).ToArray();
        Assert.Equal(code, Check(Content(new MessageContent { Part = new ContentPart { Cardinality = "multi", Semantics = "processAll", Parts = parts[..^1] } })));
    }

    [Theory]
    [InlineData(2048, 0, null)]
    [InlineData(2048, 1, "5.5.5")]
    public void EventValidator_CountsOctetsOfTopicId_NotCharacters(int letters, int more, string? code) =>
        Assert.Equal(code, Check(Content(MessageText.Of("x") with { TopicId = new string('é', letters) + new string('x', more) })));

    [Fact]
    public void EventValidator_CountsEvents_OfATransaction()
    {
        var transaction = TransactionId.Create(TimeProvider.System);
        Assert.Equal(DecisionCodes.Malformed, EventValidator.CheckTransaction(new SubmitRequest(transaction, []))?.Code);
        Assert.Equal(DecisionCodes.Malformed, EventValidator.CheckTransaction(null!)?.Code);
        Assert.Null(EventValidator.CheckTransaction(new SubmitRequest(transaction, [.. Enumerable.Repeat(Base(), 50)])));
        Assert.Equal(DecisionCodes.TooLarge, EventValidator.CheckTransaction(new SubmitRequest(transaction, [.. Enumerable.Repeat(Base(), 51)]))?.Code);
    }

    [Fact]
    public void EventValidator_Answers_WhenADraftIsHalfEmpty()
    {
        Assert.NotNull(EventValidator.CheckDraft(Base() with { Content = default }, Now));
        Assert.NotNull(EventValidator.CheckDraft(Base() with { State = default(JsonElement) }, Now));
        Assert.NotNull(EventValidator.CheckDraft(Base() with { Room = default }, Now));
        Assert.NotNull(EventValidator.CheckDraft(Base() with { Sender = default(UserId) }, Now));
        Assert.NotNull(EventValidator.CheckDraft(Base() with { Type = null! }, Now));
        Assert.NotNull(EventValidator.CheckDraft(Base() with { Relates = new Relation(Relation.InReplyTo, default) }, Now));
        Assert.NotNull(EventValidator.CheckDraft(Base() with { Labels = [null!] }, Now));
    }

    private static string? Check(JsonElement content) => EventValidator.CheckDraft(Base() with { Content = content }, Now)?.Code.Code;

    private static JsonElement Content(MessageContent content) => JsonSerializer.SerializeToElement(content, OcipJson.Default.MessageContent);

    /// <summary>A member that the type needs and is not there is malformed before anything else is looked at.</summary>
    private static (string? Code, string? Detail) Judge(JsonElement item)
    {
        try
        {
            var fault = EventValidator.CheckDraft(Draft(item), Now);
            return (fault?.Code.Code, fault?.Detail);
        }
        catch (JsonException absent)
        {
            return (DecisionCodes.Malformed.Code, absent.Message);
        }
    }

    private static EventDraft Draft(JsonElement item) => item.GetProperty("draft").Deserialize(OcipJson.Default.EventDraft)!;

    private static EventDraft Base() => Draft(File.GetProperty("accepted")[0]);
}
