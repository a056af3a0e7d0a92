using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Server.Identity;
using Interop.Server.Personal;
using Interop.Server.Tests.EndToEnd;
using Xunit;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Tests.Personal;

/// <summary>How long personal events wait, and in what order (spec 5.7).</summary>
public sealed class PersonalMailboxesTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    private static readonly User Ann = new(1, UserId.Parse("ocip://acme.example/u/ann"), User.Personal) { DisplayName = "Ann" };

    [Fact]
    public async Task WhatNobodyFetches_GoesAfterThirtyDays()
    {
        var time = new ManualTime(Start);
        using var boxes = new PersonalMailboxes(time);
        Deliver(boxes);
        time.MoveTo(Start.AddDays(29));
        Deliver(boxes);
        Assert.Equal(2, (await FirstFrameAsync(boxes)).Split("\"position\"").Length - 1);
        time.MoveTo(Start.AddDays(31));
        Assert.Equal(1, (await FirstFrameAsync(boxes)).Split("\"position\"").Length - 1);
    }

    [Fact]
    public void Positions_Rise_AlsoWhenTheClockStandsStill()
    {
        using var boxes = new PersonalMailboxes(new ManualTime(Start));
        var positions = Enumerable.Range(0, 5).Select(_ => Deliver(boxes)).ToList();
        Assert.Equal(positions.Order().Distinct(), positions);
        Assert.Equal(Start.ToUnixTimeMilliseconds() * 1000, positions[0]);
    }

    private static long Deliver(PersonalMailboxes boxes)
    {
        var header = new EventHeader
        {
            Type = EventTypes.Message, Room = RoomId.Parse("ocip://acme.example/r/01a20293-b0b4-7ca7-bc45-d4ed994d84ad"), Sender = Ann.UserId, Origin = Ann.Provider,
            Created = "2026-11-22T09:00:00.000Z", ContentDigest = EventIdentity.NoPrevious, Persona = User.Personal,
        };
        EventId id = EventIdentity.Of(header);
        return boxes.Deliver([Ann], Ann, id, at => new OcipEvent { Id = id, Header = header, Hub = new HubEntry(at, EventIdentity.NoPrevious, header.Created) }).Position;
    }

    private static async Task<string> FirstFrameAsync(PersonalMailboxes boxes)
    {
        await foreach (var (_, frame) in boxes.FramesAsync(Ann, -1, default))
            return System.Text.Encoding.UTF8.GetString(frame);
        return "";
    }
}
