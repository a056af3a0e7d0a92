using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.ProxyRole;

/// <summary>The sample decides for one of two organisations: in direction egress what leaves it, in direction ingress for whom of its people something comes in (spec 07).</summary>
[Collection(SeveralOrganisationsTests.Name)]
public sealed class SampleProxyOfOneOfTwoTests : IAsyncLifetime
{
    private SampleProxyProcess? sample;
    private TwoProviders? two;

    private SampleProxyProcess Sample => sample ?? throw new InvalidOperationException("not started");

    private TwoProviders Two => two ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync()
    {
        sample = await SampleProxyProcess.OpenAsync(TwoProviders.GlobexName);
        two = await TwoProviders.OpenAsync([], [.. sample.Options(), "--failure-policy", "queue"]);
    }

    public async Task DisposeAsync()
    {
        if (two is not null)
            await two.DisposeAsync();
        if (sample is not null)
            await sample.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BothSidesTalk_AndWhatWouldHaveToChangeOrWaitDoesNotLeave(bool acmeIsHub)
    {
        var (alice, bob) = (await Two.Acme.PersonAsync("alice"), await Two.Globex.PersonAsync("bob"));
        var (hers, his) = (alice.Listen(), bob.Listen());
        var (first, other, joining) = acmeIsHub ? (alice, bob, his) : (bob, alice, hers);
        var room = (await first.Client.CreateRoomAsync(new CreateRoomRequest("group", [other.User], "Project"))).Room;
        await joining.UntilAsync(s => s.Events.Count > 0, "the joining");

        foreach (var (text, code) in new[] { ("b0", "2.0.0"), ("under embargo", "5.1.0"), ("a secret", "5.1.1"), ("a bomb", "5.1.1"), ("b1", "2.0.0") })
            Assert.Equal(code, (await bob.SayAsync(room, text)).Code);
        await hers.UntilTextAsync("b1");
        Assert.Equal(["b0", "b1"], hers.Texts.Where(t => t[0] is 'b' or 'u' or 'a'));

        // On the way in nothing is refused: it waits, or is blocked, for the people of Globex only.
        var held = await alice.SayAsync(room, "under embargo");
        await alice.SayAsync(room, "a bomb");
        await alice.SayAsync(room, "a0");
        await his.UntilTextAsync("a0");
        Assert.DoesNotContain("a bomb", his.Texts);
        Assert.DoesNotContain("under embargo", his.Texts);
        await Sample.Office.Admin.ReviewAsync(held.Event!.Value, new ReviewRequest(ReviewRequest.Release));
        await his.UntilTextAsync("under embargo");
        Assert.Empty(hers.Faults);
        Assert.Empty(his.Faults);
        foreach (var direction in new[] { "egress", "ingress", "release" })
            Assert.Contains((await Sample.AuditAsync()).OfKind("decision"), r => r.Record.GetProperty("direction").GetString() == direction);
    }
}
