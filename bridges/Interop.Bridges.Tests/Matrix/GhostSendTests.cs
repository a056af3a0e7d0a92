using System.Text;
using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix.Homeserver;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Native;
using Interop.Bridges.Tests.ConnectorContract;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using Xunit.Abstractions;

namespace Interop.Bridges.Tests.Matrix;

/// <summary>What ghosts send into a real Synapse.</summary>
[Collection(MatrixTests.Name)]
public sealed class GhostSendTests(SynapseFixture fixture, ITestOutputHelper output)
{
    /// <summary>Why a key has the ghost in it: Synapse scopes transaction ids by application service and path only (synapse#2937).</summary>
    [Fact]
    public async Task Synapse_SendsNothing_WhenASecondGhostReusesATransactionId()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var (carol, dave) = (await stage.GhostAsync("carol"), await stage.GhostAsync("dave"));
        var portal = await stage.OpenAsync(alice, direct: false, carol, dave);
        var shared = stage.Message(portal, carol, "from carol");
        var first = await stage.Connector.SendAsync(shared, CancellationToken.None);
        var second = await stage.Connector.SendAsync(shared with { Sender = dave.Account, Text = "from dave" }, CancellationToken.None);
        Assert.Equal(first.Id, second.Id);
        Assert.DoesNotContain(await alice.TimelineAsync(portal.NativeRoom), m => m.Text == "from dave");
    }

    [Fact]
    public async Task Send_GivesEachGhostItsOwnTransactionId_ForOneEvent()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var (carol, dave) = (await stage.GhostAsync("carol"), await stage.GhostAsync("dave"));
        var portal = await stage.OpenAsync(alice, direct: false, carol, dave);
        foreach (var ghost in (Ghost[])[carol, dave, carol])
        {
            var message = stage.Message(portal, ghost, $"from {ghost.DisplayName}") with { Key = TransactionKey.Of(ghost.Account, "one-event", portal.NativeRoom) };
            await stage.Connector.SendAsync(message, CancellationToken.None);
        }

        Assert.Equal(["from carol", "from dave"], (await alice.TimelineAsync(portal.NativeRoom)).Select(m => m.Text));
    }

    [Fact]
    public async Task Send_IsShownOnce_WhenTheBridgeDiedBeforeItKnew()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var carol = await stage.GhostAsync("carol");
        var portal = await stage.OpenAsync(alice, direct: true, carol);
        var message = stage.Message(portal, carol, "once");
        var first = await stage.Connector.SendAsync(message, CancellationToken.None);
        await stage.StopConnectorAsync();
        await stage.StartConnectorAgainAsync();
        var again = await stage.Connector.SendAsync(message, CancellationToken.None);
        Assert.Equal(first.Id, again.Id);
        Assert.Single(await alice.TimelineAsync(portal.NativeRoom));
        // And the homeserver tells which event the act became, should even its answer be lost.
        var echo = await Eventually.Async(() => stage.Core.Echoes.FirstOrDefault(e => e.EchoOf == message.Key), "the echo");
        Assert.Equal(first.Id, echo.Id);
    }

    [Theory]
    [InlineData("a", 30 * 1024)]
    [InlineData("日本語 ", 30 * 1024)]
    [InlineData("\"quoted\"\n", 30 * 1024)]
    [InlineData("a", 48_000)]
    public async Task Send_TakesLongTextsWhole(string piece, int octets)
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var carol = await stage.GhostAsync("carol");
        var portal = await stage.OpenAsync(alice, direct: true, carol);
        var text = string.Concat(Enumerable.Repeat(piece, octets / Encoding.UTF8.GetByteCount(piece)));
        var sent = await stage.Connector.SendAsync(stage.Message(portal, carol, text), CancellationToken.None);
        Assert.Empty(sent.Fidelity);
        Assert.Equal(text, Assert.Single(await alice.TimelineAsync(portal.NativeRoom)).Text);
        // And back.
        await alice.SayAsync(portal.NativeRoom, text);
        Assert.Equal(text, (await stage.Core.NextAsync<InboundMessage>()).Text);
    }

    [Fact]
    public async Task Send_LeavesFormattingOut_ThenSends_InParts_WhatAnEventCannotHold()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var carol = await stage.GhostAsync("carol");
        var portal = await stage.OpenAsync(alice, direct: true, carol);
        var text = new string('a', 40_000);
        var sent = await stage.Connector.SendAsync(stage.Message(portal, carol, text, $"<b>{text}</b>"), CancellationToken.None);
        Assert.Contains("Formatting was left out", Assert.Single(sent.Fidelity), StringComparison.Ordinal);
        var quotes = string.Concat(Enumerable.Repeat("\"\"\"\"😀 ", 4_800));
        sent = await stage.Connector.SendAsync(stage.Message(portal, carol, quotes), CancellationToken.None);
        Assert.Contains("in 2 parts", Assert.Single(sent.Fidelity), StringComparison.Ordinal);
        Assert.Single(sent.Aliases);
        var seen = await alice.TimelineAsync(portal.NativeRoom);
        Assert.Equal(text, seen[0].Text);
        Assert.Null(seen[0].Html);
        Assert.Equal(quotes, seen[1].Text + seen[2].Text);
        // All parts are taken back together.
        var retraction = new NativeRetraction
        {
            Portal = portal, Sender = carol.Account, SenderKind = SenderKind.Ghost, SenderName = "carol", CreatedAt = TimeProvider.System.GetUtcNow(),
            Key = TransactionKey.Of(carol.Account, "retraction", portal.NativeRoom), Target = MatrixStage.TargetOf(sent, carol.Account),
        };
        await ((ISendsRetractions)stage.Connector).SendRetractionAsync(retraction, CancellationToken.None);
        Assert.Equal([false, true, true], (await alice.TimelineAsync(portal.NativeRoom)).Select(m => m.Retracted));
    }

    [Fact]
    public async Task Edit_OfALongText_ShortensTheFallbackOnly()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var carol = await stage.GhostAsync("carol");
        var portal = await stage.OpenAsync(alice, direct: true, carol);
        var sent = await stage.Connector.SendAsync(stage.Message(portal, carol, "short"), CancellationToken.None);
        var text = new string('b', 48_000);
        var edits = (ISendsEdits)stage.Connector;
        await edits.SendEditAsync(new NativeEdit(stage.Message(portal, carol, text), MatrixStage.TargetOf(sent, carol.Account)), CancellationToken.None);
        Assert.Equal(text, Assert.Single(await alice.TimelineAsync(portal.NativeRoom)).Text);
        var tooLong = stage.Message(portal, carol, new string('"', 48_000));
        await Assert.ThrowsAsync<NativeRefusedException>(() => edits.SendEditAsync(new NativeEdit(tooLong, MatrixStage.TargetOf(sent, carol.Account)), CancellationToken.None));
    }

    [Fact]
    public async Task Retract_OfAnothersMessage_IsDoneByTheVoice()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var carol = await stage.GhostAsync("carol");
        var portal = await stage.OpenAsync(alice, direct: false, carol);
        var id = await alice.SayAsync(portal.NativeRoom, "rude");
        var retraction = new NativeRetraction
        {
            Portal = portal, Sender = carol.Account, SenderKind = SenderKind.Ghost, SenderName = "carol", CreatedAt = TimeProvider.System.GetUtcNow(), Reason = "rude",
            Key = TransactionKey.Of(carol.Account, "retraction", portal.NativeRoom), Target = new NativeTarget(id, [], alice.Account, null),
        };
        await ((ISendsRetractions)stage.Connector).SendRetractionAsync(retraction, CancellationToken.None);
        Assert.True(Assert.Single(await alice.TimelineAsync(portal.NativeRoom)).Retracted);
        Assert.Empty(stage.Core.Accepted.OfType<InboundRetraction>());
    }

    [Theory]
    [InlineData("Carol 😀🏴󠁧󠁢󠁳󠁣󠁴󠁿", "Carol 😀🏴󠁧󠁢󠁳󠁣󠁴󠁿")]
    [InlineData("\u202Elorac\u202C \u2066x\u2069", "lorac x")]
    [InlineData("a\u0000b\u0007c\nd\te\u200Bf", "abc d ef")]
    [InlineData("\u200B\u202E", "?")]
    [InlineData("می‌خواهم", "می‌خواهم")]
    public async Task Names_KeepScriptsAndEmoji_AndLoseWhatDeceives(string name, string shown)
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var ghost = await stage.GhostAsync("erin", name);
        using var http = new HttpClient();
        var homeserver = new MatrixHomeserverClient(http, fixture.Synapse.BaseUrl, fixture.Settings["asToken"]!, TimeProvider.System, NullLogger.Instance);
        Assert.Equal(shown, await homeserver.GetDisplayNameAsync(MatrixUserId.Parse(ghost.Account.Value), CancellationToken.None));
    }

    /// <summary>No bound: the figure is for the record. Synapse is what limits it, and whatever else the machine has to do.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Send_GhostMessagesPerSecond(int atOnce)
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var ghosts = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => stage.GhostAsync($"ghost{i}")));
        var portal = await stage.OpenAsync(alice, direct: false, ghosts);
        foreach (var ghost in ghosts)
            await stage.Connector.SendAsync(stage.Message(portal, ghost, "warm"), CancellationToken.None);
        var messages = Enumerable.Range(0, 2_000).Select(i => stage.Message(portal, ghosts[i % 8], $"message {i}")).ToList();
        var (next, sent) = (-1, 0);
        var start = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(async _ =>
        {
            int at;
            while (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(3) && (at = Interlocked.Increment(ref next)) < messages.Count)
            {
                await stage.Connector.SendAsync(messages[at], CancellationToken.None);
                Interlocked.Increment(ref sent);
            }
        }));
        output.WriteLine($"{sent / TimeProvider.System.GetElapsedTime(start).TotalSeconds:F0} ghost messages per second, {atOnce} at once");
        Assert.True(sent > 0);
    }
}
