using System.Text.Json;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.BridgeApi;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>What the archive keeps and gives (spec 08), and what a start refuses (spec 01), over the wire.</summary>
[Collection(RealServerTests.Name)]
public sealed class ArchiveRequirementTests(RealServer server)
{
    private static readonly string[] Kinds = ["acknowledgement", "event", "link", "notice", "policy", "portal", "refusal", "release", "report"];
    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();

    [Fact]
    public async Task EachAct_IsARecordOfItsKind()
    {
        var before = (await scene.AuditAsync()).Checkpoint.Size;
        var alice = await scene.PersonAsync("alice" + suffix);
        using var bridge = await BridgeActor.RegisterAsync(scene, "net" + suffix);
        var bob = (await bridge.ContactAsync("bob")).User;
        var room = await bridge.DirectAsync(bob, alice.User);
        await bridge.SayAsync(room, bob, "sealed first");
        await bridge.TryPortalAsync(new Portal(room, Portal.Gated, "!native" + suffix, bob));
        await bridge.TellAsync(room, bob);
        var said = await alice.SayAsync(room, "hello");
        await bridge.TryReportAsync(new DeliveryReport(said.Event!.Value, bob, "2.0.0", "$native"));
        await bridge.SubmitAsync(bridge.Message(room, bob, "x") with { Provenance = null });
        await scene.Admin.SetGroupAsync("group" + suffix, new GroupRequest([alice.User]));

        var kinds = (await scene.AuditAsync()).Records.Where(r => r.Index >= before).Select(r => r.Record.GetProperty("kind").GetString()).ToHashSet();

        // What the server archives on its own account, such as alarms, comes at any time.
        Assert.Equal(Kinds, kinds.Where(kind => kind is not ("alarm" or "reconciliation")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Journal_GivesEachRecordOnceInOrder_FromAnyIndexOn_AndGoesOn()
    {
        var (alice, bob, _) = await scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(alice, bob);
        var size = (await scene.AuditAsync()).Checkpoint.Size;
        var from = size - 3;
        var seen = new List<long>();
        long? last = null;
        await foreach (var record in scene.Office.Archive.JournalAsync(from - 1))
        {
            seen.Add(record.Index);
            if (record.Index == last)
                break;
            if (record.Index == size - 1)
                last = (await alice.SayAsync(room, "while it is open")).Index;
        }
        Assert.Equal(Enumerable.Range(0, seen.Count).Select(n => from + n), seen);
    }

    [Fact]
    public async Task Cursor_BeyondTheEnd_IsRefused()
    {
        var alice = await scene.PersonAsync("alice" + suffix);
        Assert.Equal("5.5.0", (await Assert.ThrowsAsync<OcipProblemException>(() => alice.Client.AckAsync(1_000_000_000))).Problem.Code);
        Assert.Equal("5.5.0", (await Assert.ThrowsAsync<OcipProblemException>(() => alice.Client.PollAsync(1_000_000_000))).Problem.Code);
    }

    [Fact]
    public async Task PlainHttp_IsRefused_OnOtherAddressesThanLoopback()
    {
        var data = Directory.CreateTempSubdirectory("ocip-plain-").FullName;
        try
        {
            var (exitCode, output) = await ServerProcess.RunAsync("--data", data, "--urls", "http://0.0.0.0:8490");
            Assert.NotEqual(0, exitCode);
            Assert.Contains("in the clear", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task Verifier_SaysWhatItCouldNotShow()
    {
        await scene.PersonAsync("alice" + suffix);
        var folder = Directory.CreateTempSubdirectory("ocip-pins-").FullName;
        try
        {
            var (keys, note) = (Path.Combine(folder, "keys.json"), Path.Combine(folder, "checkpoint"));
            await File.WriteAllTextAsync(keys, JsonSerializer.Serialize(scene.Keys, OcipJson.Default.JsonWebKeySet));
            await File.WriteAllTextAsync(note, await scene.Office.Archive.CheckpointAsync());

            var bare = await VerifyAsync();
            Assert.Contains("Pin them", bare, StringComparison.Ordinal);
            Assert.Contains("No earlier checkpoint", bare, StringComparison.Ordinal);
            var whole = await VerifyAsync("--key", keys, "--checkpoint", note);
            Assert.StartsWith("good:", whole, StringComparison.Ordinal);
            Assert.DoesNotContain("Pin them", whole, StringComparison.Ordinal);
            Assert.DoesNotContain("No earlier checkpoint", whole, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<string> VerifyAsync(params string[] options)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var start = new System.Diagnostics.ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "Interop.Cli.dll"), "archive", "verify", "--data", scene.Server.Data }.Concat(options))
            start.ArgumentList.Add(argument);
        using var verifier = System.Diagnostics.Process.Start(start) ?? throw new InvalidOperationException("the verifier could not be started");
        var output = await verifier.StandardOutput.ReadToEndAsync(stop.Token);
        await verifier.WaitForExitAsync(stop.Token);
        Assert.True(verifier.ExitCode == 0, output);
        return output;
    }
}
