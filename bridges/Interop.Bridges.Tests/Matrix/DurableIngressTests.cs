using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Xunit;

namespace Interop.Bridges.Tests.Matrix;

/// <summary>Nothing that Synapse was answered 200 for may be lost, and nothing that it sends twice may count twice.</summary>
[Collection(MatrixTests.Name)]
public sealed class DurableIngressTests(SynapseFixture fixture)
{
    [Fact]
    public async Task Transaction_IsSentAgain_WhenTheInboxFailed()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var portal = await stage.OpenAsync(alice, direct: true, await stage.GhostAsync("carol"));
        stage.Core.Refuse = new IOException("disk full");
        await alice.SayAsync(portal.NativeRoom, "one");
        await alice.SayAsync(portal.NativeRoom, "two");
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        Assert.Empty(stage.Core.Accepted.OfType<InboundMessage>());
        stage.Core.Refuse = null;
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == "two");
        Assert.Equal(["one", "two"], stage.Core.Accepted.OfType<InboundMessage>().Select(m => m.Text));
    }

    [Fact]
    public async Task Transaction_IsSentAgain_WhenTheBridgeDiesBeforeItIsDurable()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var portal = await stage.OpenAsync(alice, direct: true, await stage.GhostAsync("carol"));
        stage.Core.Refuse = new IOException("about to die");
        await alice.SayAsync(portal.NativeRoom, "while dying");
        await stage.StopConnectorAsync();
        await alice.SayAsync(portal.NativeRoom, "while dead");
        stage.Core.Refuse = null;
        await stage.StartConnectorAgainAsync();
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == "while dead");
        Assert.Equal(["while dying", "while dead"], stage.Core.Accepted.OfType<InboundMessage>().Select(m => m.Text));
    }

    [Fact]
    public async Task Start_MakesSynapseSendAtOnce_WhatItHadPutOff()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var portal = await stage.OpenAsync(alice, direct: true, await stage.GhostAsync("carol"));
        await stage.StopConnectorAsync();
        await alice.SayAsync(portal.NativeRoom, "put off");
        // Synapse tries again after 2, 4 and 8 s: after the second failure the next attempt would be 8 s away.
        await Task.Delay(TimeSpan.FromSeconds(7), TimeProvider.System);
        var start = TimeProvider.System.GetTimestamp();
        await stage.StartConnectorAgainAsync();
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == "put off");
        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 0, 6);
    }

    [Fact]
    public async Task Transaction_IsAnsweredLater_WhenTheInboxIsFull()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var portal = await stage.OpenAsync(alice, direct: true, await stage.GhostAsync("carol"));
        stage.Core.Refuse = new BridgeBusyException("full", TimeSpan.FromMilliseconds(200));
        await alice.SayAsync(portal.NativeRoom, "later");
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        stage.Core.Refuse = null;
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == "later");
        // The homeserver is common to all tests: what an earlier one left behind may come now.
        Assert.Single(stage.Core.Accepted.OfType<InboundMessage>(), m => m.Room == portal.NativeRoom);
    }
}
