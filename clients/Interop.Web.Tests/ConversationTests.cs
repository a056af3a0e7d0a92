using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Web.Pages.Chat;
using Xunit;

namespace Interop.Web.Tests;

/// <summary>A conversation without a browser: what comes in any order stands in the room's order, and a long one is a window.</summary>
public sealed class ConversationTests
{
    private static readonly UserId Alice = UserId.Parse("ocip://acme.example/u/alice");
    private static readonly UserId Bob = UserId.Parse("ocip://acme.example/u/bob");
    private static readonly RoomId Room = RoomId.Of(Alice.Provider, Guid.Parse("01a20293-b0b4-7ca7-bc45-d4ed994d84ad"));
    private readonly Timeline timeline = new(Room, Alice);

    [Theory]
    [InlineData(5, 6, "Good morning, Bob.|Good morning, Alice.")]
    [InlineData(6, 5, "Good morning, Alice.|Good morning, Bob.")]
    public void WhoeverIsFirstAtTheHub_StandsFirst_HoweverTheAnswerAndTheStreamCome(long own, long theirs, string expected)
    {
        foreach (var order in new[] { "answer own theirs", "own answer theirs", "own theirs answer", "theirs own answer", "theirs answer own" })
        {
            var here = new Timeline(Room, Alice);
            var draft = RoomActs.DraftOf(Room, EventTypes.Message, MessageText.Of("Good morning, Bob."));
            var message = here.Begin(draft, MessageText.Of("Good morning, Bob."), DateTimeOffset.UnixEpoch);
            foreach (var what in order.Split(' '))
            {
                if (what == "answer")
                    here.Answered(message, new SubmitResult { Code = "2.0.0", Event = IdOf(own), Seq = own, Index = own });
                else
                    here.Apply(what == "own" ? Said(Alice, own, "Good morning, Bob.") : Said(Bob, theirs, "Good morning, Alice."));
            }
            Assert.Equal(expected, string.Join('|', here.Messages.Select(m => m.Text)));
        }
    }

    [Fact]
    public void Edits_AreVersionsInTheRoomsOrder_AndOnlyTheirWritersOwn()
    {
        timeline.Apply(Edited(Alice, 9, 5, "third"));
        timeline.Apply(Said(Alice, 5, "first"));
        timeline.Apply(Edited(Alice, 7, 5, "second"));
        timeline.Apply(Edited(Bob, 11, 5, "forged"));
        timeline.Apply(new SyncItem { Position = 12, Kind = SyncItem.KindEvent, Event = Event(Bob, 12, EventTypes.Retract, JsonElement.Parse("{}"), new Relation(Relation.Retracts, IdOf(5))) });
        var message = Assert.Single(timeline.Messages);
        Assert.Equal(["first", "second", "third"], message.Versions.Select(v => v.Text));
        Assert.Equal(("third", false), (message.Text, message.IsRetracted));
        timeline.Apply(new SyncItem { Position = 13, Kind = SyncItem.KindEvent, Event = Event(Alice, 13, EventTypes.Retract, JsonElement.Parse("{}"), new Relation(Relation.Retracts, IdOf(5))) });
        Assert.Equal(("", true, 0), (message.Text, message.IsRetracted, message.Versions.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WhatWasTakenOut_IsGoneForItsWriterToo_WhoIsToldSo(bool answerFirst)
    {
        var message = timeline.Begin(RoomActs.DraftOf(Room, EventTypes.Message, MessageText.Of("card 4111")), MessageText.Of("card 4111"), DateTimeOffset.UnixEpoch);
        var delivered = MessageText.Of("card ████") with { Redacted = [new RedactedPlace { Pointer = "/part/content", Start = 5, Length = 4 }] };
        var streamed = new SyncItem { Position = 5, Kind = SyncItem.KindEvent, Event = Event(Alice, 5, EventTypes.Message, JsonSerializer.SerializeToElement(delivered, OcipJson.Default.MessageContent), null) };
        if (!answerFirst)
            timeline.Apply(streamed);
        timeline.Answered(message, new SubmitResult { Code = "2.0.2", Event = IdOf(5), Seq = 5, Index = 5 });
        if (answerFirst)
            timeline.Apply(streamed);
        var shown = Assert.Single(timeline.Messages);
        Assert.Equal(("card ████", true), (shown.Text, shown.IsRedacted));
        Assert.Contains("taken parts out", shown.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatWaitsSinceBefore_IsShownWithItsMessage_UnlessTheStreamSaysMore()
    {
        foreach (var seq in new long[] { 5, 6 })
            timeline.Waits(new DeliveryStatus { Event = IdOf(seq), Room = Room, Recipient = Bob, Code = "2.1.1", HoldUntil = "2026-11-23T09:00:00.000Z", At = "2026-11-22T09:00:00.000Z" });
        timeline.Apply(new DeliveryStatus { Event = IdOf(6), Room = Room, Recipient = Bob, Code = "2.0.0", At = "2026-11-22T09:00:01.000Z" });
        timeline.Apply(Said(Alice, 5, "held"));
        timeline.Apply(Said(Alice, 6, "released"));
        Assert.Equal(["2.1.1", ""], timeline.Messages.Select(m => m.Deliveries.GetValueOrDefault(Bob)?.Code ?? ""));
    }

    [Fact]
    public void WhatIsNoMessageOfThisVersion_IsShownAsSuch_AndEndsNothing()
    {
        timeline.Apply(new SyncItem { Position = 5, Kind = SyncItem.KindEvent, Event = Event(Bob, 5, EventTypes.Message, JsonElement.Parse("""{"part":{"cardinality":7}}"""), null) });
        timeline.Apply(Said(Bob, 6, "read"));
        Assert.Equal(["", "read"], timeline.Messages.Select(m => m.Text));
    }

    [Fact]
    public void Refused_StaysAtTheEnd_UntilItIsDiscarded()
    {
        var message = timeline.Begin(RoomActs.DraftOf(Room, EventTypes.Message, MessageText.Of("4111 1111 1111 1111")), MessageText.Of("4111 1111 1111 1111"), DateTimeOffset.UnixEpoch);
        timeline.Answered(message, new SubmitResult { Code = "5.1.1", Detail = "A card number." });
        timeline.Apply(Said(Bob, 6, "later"));
        Assert.Same(message, timeline.Messages[^1]);
        Assert.Equal((false, "A card number."), (message.Refusal!.CanSendAgain, message.Refusal.Sentence));
        timeline.Discard(message);
        Assert.Equal("later", Assert.Single(timeline.Messages).Text);
    }

    [Fact]
    public void TenThousandMessages_AreAWindow_ThatMovesBothWays()
    {
        const int count = 10_000;
        var window = new MessageWindow();
        window.Grow(count);
        Assert.Equal((count - MessageWindow.RowsMax, count, true), (window.First, window.End, window.IsAtEnd));
        var moves = 0;
        while (window.Earlier(count))
        {
            moves++;
            Assert.True(window.End - window.First <= MessageWindow.RowsMax);
        }
        Assert.Equal((0, (count - MessageWindow.RowsMax) / MessageWindow.Step, false), (window.First, moves, window.IsAtEnd));
        window.Grow(count + 1);
        Assert.Equal((0, MessageWindow.RowsMax), (window.First, window.End));
        window.Grow(count + 61, before: 60);
        Assert.Equal(60, window.First);
        window.Show(5_000, count + 61);
        Assert.InRange(5_000, window.First, window.End - 1);
        while (window.Later(count + 61))
            Assert.True(window.End - window.First <= MessageWindow.RowsMax);
        Assert.True(window.IsAtEnd);
        window.Grow(count + 62, isFollowing: false);
        Assert.False(window.IsAtEnd);
        window.ToEnd(count + 62);
        Assert.Equal((count + 62, true), (window.End, window.IsAtEnd));
    }

    [Fact]
    public void Times_AreReadInTheirZone_AlsoWhenClocksChange()
    {
        var lisbon = TimeZoneInfo.FindSystemTimeZoneById("Europe/Lisbon");
        Assert.Equal("2026-11-24T09:00:00Z", Utc("2026-11-24T09:00", lisbon));
        Assert.Equal("2026-07-24T08:00:00Z", Utc("2026-07-24T09:00", lisbon));
        Assert.Equal("none", Utc("2026-03-29T01:30", lisbon));
        Assert.Equal("2026-10-25T00:30:00Z", Utc("2026-10-25T01:30", lisbon));
        Assert.Equal("none", Utc("soon", lisbon));
        Assert.Equal("2026-11-24T01:00:00Z", Utc("2026-11-24T09:00", TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")));
        Assert.All(Zones.All, zone => Assert.NotEmpty(Zones.NameOf(zone)));
    }

    private static string Utc(string local, TimeZoneInfo zone) => Zones.TryRead(local, zone)?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "none";

    private static SyncItem Said(UserId who, long seq, string text) =>
        new() { Position = seq, Kind = SyncItem.KindEvent, Event = Event(who, seq, EventTypes.Message, Content(text), null) };

    private static SyncItem Edited(UserId who, long seq, long original, string text) =>
        new() { Position = seq, Kind = SyncItem.KindEvent, Event = Event(who, seq, EventTypes.Edit, Content(text), new Relation(Relation.Replaces, IdOf(original))) };

    private static JsonElement Content(string text) => JsonSerializer.SerializeToElement(MessageText.Of(text), OcipJson.Default.MessageContent);

    private static EventId IdOf(long seq) => EventId.Of(SHA256.HashData(BitConverter.GetBytes(seq)));

    private static OcipEvent Event(UserId who, long seq, string type, JsonElement content, Relation? relates) => new()
    {
        Id = IdOf(seq),
        Header = new EventHeader { Type = type, Room = Room, Sender = who, Origin = who.Provider, Created = "2026-11-22T09:00:00.000Z", ContentDigest = new string('A', 43), Relates = relates },
        Body = new EventBody { Content = content, Salt = new string('A', 43) },
        Hub = new HubEntry(seq, new string('A', 43), "2026-11-22T09:00:00.000Z"),
    };
}
