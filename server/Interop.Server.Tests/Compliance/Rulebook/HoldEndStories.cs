using System.Globalization;
using System.Text.Json;
using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.PolicyApi;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Evidence;
using Xunit;

namespace Interop.Server.Tests.Compliance.Rulebook;

/// <summary>What a policy of the book holds for a time goes on when that is over, also when the server was down then, and a trial outlasts that too (spec 7.8).</summary>
public sealed class HoldEndStories
{
    [Fact]
    public async Task WhatIsHeld_GoesOnAtItsEnd_AndSoAfterARestart()
    {
        var folder = Directory.CreateTempSubdirectory("ocip-holds-").FullName;
        var clock = Path.Combine(folder, "clock");
        async Task SetAsync(int seconds)
        {
            await File.WriteAllTextAsync(clock + ".next", seconds.ToString(CultureInfo.InvariantCulture));
            File.Move(clock + ".next", clock, overwrite: true);
            await Pause.Ms(50);     // the server looks at the file every 10 ms
        }
        await SetAsync(0);
        await using (var scene = await Scene.OpenAsync("--clock", clock))
        {
            var (alice, bob) = (await scene.PersonAsync("alice"), await scene.PersonAsync("bob"));
            var room = await Scene.RoomAsync(alice, bob);
            using var paula = await OfficerAsync(scene, "paula");
            using var peter = await OfficerAsync(scene, "peter");
            var draft = await paula.Policies.DraftAsync("slow", new PolicyDefinition { Kind = "preapproval", Action = "hold", HoldMinutes = 60, Settings = JsonElement.Parse("""{"recipientsMin":1}""") }, null);
            await peter.Policies.ApproveAsync(await paula.Policies.ProposeAsync(draft));
            var his = bob.Listen();
            var held = await alice.SayAsync(room, "first");
            Assert.Equal("2.1.4", Assert.Single(held.Recipients!).Code);
            await SetAsync(1800);
            await alice.SayAsync(room, "second");
            Assert.Empty(his.Texts);
            await SetAsync(3660);
            await his.UntilTextAsync("first");
            Assert.Equal(["first"], his.Texts);      // the second has its own hour
            var release = Assert.Single((await scene.AuditAsync()).OfKind("release"));
            Assert.Equal((held.Event!.Value.Value, "2.0.0"), (release.Record.GetProperty("event").GetString(), release.Record.GetProperty("code").GetString()));

            var trial = await paula.Policies.StartDryRunAsync("slow", 1, new DryRunRequest(1));
            await scene.Server.KillAsync();
            await SetAsync(5500);
            await scene.Server.RestartAsync("--clock", clock);
            await his.UntilTextAsync("second");
            Assert.Equal(["first", "second"], his.Texts);
            Assert.Empty(his.Faults);
            // Interrupted or not, it comes to its end.
            var ended = await EvidenceWorld.UntilAsync(() => paula.Policies.DryRunAsync(trial.Id), run => run.State != "running");
            Assert.Equal(("done", trial.Started), (ended.State, ended.Started));
        }
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<OcipClient> OfficerAsync(Scene scene, string name)
    {
        await scene.Admin.CreateAccountAsync(new AccountRequest(name, name, [new PersonaRequest("work", name)]));
        return new OcipClient(scene.Server.Address, (await scene.Admin.CreateTokenAsync(name, new TokenRequest(["policy"]))).Token);
    }
}
