using System.Text.Json;
using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.PolicyApi;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Compliance.Rulebook;

/// <summary>The policy book at work: two officers, a reviewer, and people whose rooms alone its policies are about.</summary>
[Collection(RealServerTests.Name)]
public sealed class RulebookStories(RealServer server)
{
    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();

    [Fact]
    public async Task Version_NeedsASecondPerson_AndDecidesFromThenOn()
    {
        var (alice, bob, room) = await TwoAsync();
        using var paula = await OfficerAsync("paula", "policy");
        using var peter = await OfficerAsync("peter", "policy");
        var name = "flags" + suffix;
        var draft = await paula.Policies.DraftAsync(name, Policy("flag", room), null);
        Assert.Equal("draft", draft.State);
        var proposed = await paula.Policies.ProposeAsync(draft);
        Assert.Equal("5.1.0", await CodeAsync(paula.Policies.ApproveAsync(proposed)));
        var before = await alice.SayAsync(room, "before");
        var approved = await peter.Policies.ApproveAsync(proposed);
        Assert.Equal(("effective", $"preapproval:{name}/1"), (approved.State, approved.RecordName));

        var flagged = await alice.SayAsync(room, "after");
        Assert.Equal(("2.0.0", null, null), (flagged.Code, flagged.Detail, flagged.Recipients));
        Assert.Empty(await AskedAsync(before.Index!.Value));
        Assert.Equal([approved.RecordName], await AskedAsync(flagged.Index!.Value));

        // What is approved ends by two: the first asks.
        var asked = await peter.Policies.RetireAsync(approved);
        Assert.Equal(("effective", approved.ApprovedBy), (asked.State, asked.RetirementBy));
        Assert.Equal("effective", (await peter.Policies.RetireAsync(asked)).State);
        var ended = await paula.Policies.RetireAsync((await paula.Policies.ReadAsync(name)).Versions[0]);
        Assert.Equal("retired", ended.State);
        Assert.Empty(await AskedAsync((await alice.SayAsync(room, "later")).Index!.Value));

        var changes = (await scene.AuditAsync()).OfKind("policy").Where(r => r.Record.GetProperty("what").GetString() == "policy" && r.Record.GetProperty("name").GetString() == name);
        Assert.Equal(["drafted", "proposed", "approved", "retirement-asked", "retirement-asked", "retired"], changes.Select(r => r.Record.GetProperty("state").GetString()));
        Assert.NotNull(bob);
    }

    [Fact]
    public async Task WhatDoesNotCompile_IsRefusedWithItsPlace_AndLostUpdatesAreNotMade()
    {
        using var paula = await OfficerAsync("paula2", "policy");
        var name = "wrong" + suffix;
        var refused = await Assert.ThrowsAsync<OcipProblemException>(() => paula.Policies.DraftAsync(name, Policy("review", null) with { Settings = JsonElement.Parse("""{"outsidersMin":0}""") }, null));
        Assert.StartsWith("/settings/outsidersMin:", refused.Problem.Detail, StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<OcipProblemException>(() => paula.Policies.DraftAsync(name, Policy("hold", null), null));
        Assert.StartsWith("/holdMinutes:", refused.Problem.Detail, StringComparison.Ordinal);

        var first = await paula.Policies.DraftAsync(name, Policy("flag", null), null);
        Assert.Equal("5.5.2", await CodeAsync(paula.Policies.DraftAsync(name, Policy("warn", null), null)));
        var second = await paula.Policies.DraftAsync(name, Policy("warn", null), first.Etag);
        Assert.Equal((1, "warn"), (second.Version, second.Definition.Action));
        Assert.Equal("5.5.2", await CodeAsync(paula.Policies.DraftAsync(name, Policy("flag", null), first.Etag)));
        Assert.Equal("5.5.2", await CodeAsync(paula.Policies.ProposeAsync(first)));
        Assert.Equal("retired", (await paula.Policies.RetireAsync(second)).State);
    }

    [Fact]
    public async Task Roles_AreKeptApart()
    {
        using var both = await OfficerAsync("ines", "policy", "investigator");
        Assert.Equal("5.1.0", await CodeAsync(both.Policies.DraftAsync("ines" + suffix, Policy("flag", null), null)));
        using var examiner = await OfficerAsync("eva", "examiner");
        Assert.Contains("barrier", (await examiner.Policies.ListAsync()).Kinds);
        Assert.Equal("5.1.0", await CodeAsync(examiner.Policies.DraftAsync("eva" + suffix, Policy("flag", null), null)));
        using var reviewer = await OfficerAsync("rita", "reviewer");
        Assert.Equal("5.1.0", await CodeAsync(reviewer.Policies.ListAsync()));
        using var paula = await OfficerAsync("paula3", "policy");
        Assert.Equal("5.1.0", await CodeAsync(paula.Policies.ReviewsAsync()));
    }

    [Fact]
    public async Task Review_LetsItGoOn_OrNever()
    {
        var (alice, bob, room) = await TwoAsync();
        await InForceAsync("reviews" + suffix, Policy("review", room) with { Message = "Somebody looks at it first." });
        using var rita = await OfficerAsync("rita2", "reviewer");
        await using var stream = bob.Listen();
        var first = await alice.SayAsync(room, "first");
        var second = await alice.SayAsync(room, "second");
        Assert.Equal(("2.1.2", "Somebody looks at it first."), (first.Code, first.Detail));
        Assert.Contains(await rita.Policies.ReviewsAsync(), w => w.Event == first.Event && w.Recipient == bob.User);

        Assert.Equal([(second.Event, "2.1.2", bob.User), (first.Event, "2.1.2", bob.User)], (await alice.Client.WaitingAsync(room)).Select(w => ((EventId?)w.Event, w.Code, w.Recipient)));
        Assert.Empty(await bob.Client.WaitingAsync(room));
        // Who has written it does not let it go.
        using (var own = new OcipClient(scene.Server.Address, (await scene.Admin.CreateTokenAsync(alice.User.Local, new TokenRequest(["reviewer"]))).Token))
            Assert.Equal("5.1.0", await CodeAsync(own.Policies.ReviewAsync(first.Event!.Value, new ReviewRequest(ReviewRequest.Release))));
        await rita.Policies.ReviewAsync(first.Event!.Value, new ReviewRequest(ReviewRequest.Release));
        await rita.Policies.ReviewAsync(first.Event!.Value, new ReviewRequest(ReviewRequest.Release));
        Assert.Equal("5.5.2", await CodeAsync(rita.Policies.ReviewAsync(first.Event!.Value, new ReviewRequest(ReviewRequest.Block))));
        await rita.Policies.ReviewAsync(second.Event!.Value, new ReviewRequest(ReviewRequest.Block));
        Assert.Equal("5.5.4", await CodeAsync(rita.Policies.ReviewAsync(EventId.Parse(new string('A', 43)), new ReviewRequest(ReviewRequest.Block))));
        await stream.UntilTextAsync("first");
        Assert.DoesNotContain("second", stream.Texts);
        Assert.Empty(await alice.Client.WaitingAsync(room));
        Assert.DoesNotContain(await rita.Policies.ReviewsAsync(), w => w.Room == room);
    }

    [Fact]
    public async Task WarnHoldAndBlock_AreTold()
    {
        var (alice, _, room) = await TwoAsync();
        var name = "acts" + suffix;
        await InForceAsync(name, Policy("warn", room) with { Message = "Take care." });
        var warned = await alice.SayAsync(room, "one");
        Assert.Equal(("2.0.3", "Take care.", null), (warned.Code, warned.Detail, warned.Recipients));
        await InForceAsync(name, Policy("hold", room) with { HoldMinutes = 60 });
        var held = await alice.SayAsync(room, "two");
        Assert.Equal("2.1.4", held.Code);
        Assert.NotNull(Assert.Single(held.Recipients!).HoldUntil);
        await InForceAsync(name, Policy("block", room));
        var blocked = await alice.SayAsync(room, "three");
        Assert.Equal(("5.1.1", null), (blocked.Code, blocked.Seq));
        // What waits from before asks that this wait too; the strictest wins.
        Assert.Contains($"preapproval:{name}/3", await AskedAsync(blocked.Index!.Value));
    }

    [Fact]
    public async Task DryRun_CountsWhatItWouldHaveDone_AndChangesNothing()
    {
        var (alice, _, room) = await TwoAsync();
        var said = await alice.SayAsync(room, "long ago");
        using var paula = await OfficerAsync("paula4", "policy");
        var draft = await paula.Policies.DraftAsync("tries" + suffix, Policy("block", room), null);
        var run = await paula.Policies.StartDryRunAsync(draft.Name, draft.Version, new DryRunRequest(1));
        for (var tries = 0; run.State == "running" && tries < 600; tries++)
        {
            await Pause.Ms(50);
            run = await paula.Policies.DryRunAsync(run.Id);
        }
        Assert.Equal("done", run.State);
        Assert.Contains(new DryRunCount("block", 1), run.Outcomes);
        Assert.Equal([said.Index!.Value], run.Examples);
        Assert.Equal(1, Assert.Single(run.Days).Events);
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "now")).Code);
        await paula.Policies.CancelDryRunAsync(run.Id);
        Assert.Equal("5.5.4", await CodeAsync(paula.Policies.DryRunAsync("none")));
    }

    [Fact]
    public async Task WithAProxy_TheBookIsTheProxys()
    {
        var process = await ServerProcess.StartNewAsync("--proxy", "http://127.0.0.1:1/");
        await using var other = await Scene.OpenAsync(process);
        await other.Admin.CreateAccountAsync(new AccountRequest("paula", "paula", [new PersonaRequest("work", "paula")]));
        using var paula = new OcipClient(process.Address, (await other.Admin.CreateTokenAsync("paula", new TokenRequest(["policy"]))).Token);
        Assert.Equal("5.5.3", await CodeAsync(paula.Policies.DraftAsync("any", Policy("flag", null), null)));
    }

    private async Task<(Actor Alice, Actor Bob, RoomId Room)> TwoAsync()
    {
        var (alice, bob) = (await scene.PersonAsync("al" + suffix), await scene.PersonAsync("bo" + suffix));
        return (alice, bob, await Scene.RoomAsync(alice, bob));
    }

    private static PolicyDefinition Policy(string action, RoomId? room) => new()
    {
        Kind = "preapproval", Action = action, Scope = room is { } only ? new PolicyScopeView { Rooms = [only] } : null, Settings = JsonElement.Parse("""{"recipientsMin":1}"""),
    };

    private async Task InForceAsync(string name, PolicyDefinition definition)
    {
        var number = server.Suffix();
        using var paula = await OfficerAsync("pa" + number, "policy");
        using var peter = await OfficerAsync("pe" + number, "policy");
        var list = (await paula.Policies.ListAsync()).Policies.FirstOrDefault(p => p.Name == name);
        var draft = await paula.Policies.DraftAsync(name, definition, list?.Versions[0].Etag);
        await peter.Policies.ApproveAsync(await paula.Policies.ProposeAsync(draft));
    }

    private async Task<OcipClient> OfficerAsync(string name, params string[] roles)
    {
        var account = name + suffix;
        await scene.Admin.CreateAccountAsync(new AccountRequest(account, account, [new PersonaRequest("work", account)]));
        return new OcipClient(scene.Server.Address, (await scene.Admin.CreateTokenAsync(account, new TokenRequest(roles))).Token);
    }

    private async Task<string[]> AskedAsync(long index)
    {
        var decision = (await scene.Office.Archive.RecordAsync(index))!.Record.GetProperty("decision");
        return decision.TryGetProperty("asked", out var asked) ? [.. asked.EnumerateArray().Select(a => a.GetString()!)] : [];
    }

    private static async Task<string> CodeAsync(Task call) => (await Assert.ThrowsAsync<OcipProblemException>(() => call)).Problem.Code;
}
